/** A database by its address: what is no address of a server is a file's path. */
import type { Database } from './database.js';

/** @throws StorageError when it can't be opened */
export async function openDatabase(address: string): Promise<Database> {
  if (isPostgresql(address)) {
    const { openPostgresql } = await import('./postgresql.js');
    return openPostgresql(address);
  }
  // Loaded where it is needed: it is a native library.
  const { openSqlite } = await import('./sqlite.js');
  return openSqlite(address);
}

export function isPostgresql(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address);
}
