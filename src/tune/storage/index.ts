/** Opens the storage of a study by what the option `storage` says. */
import path from 'node:path';
import { TuneError } from '../space.js';
import { StorageError, withoutPassword } from './database.js';
import { MemoryStorage } from './memory.js';
import { isPostgresql, openDatabase } from './open-database.js';
import { prepareSchema } from './optuna-schema.js';
import { SqlStorage } from './sql-storage.js';
import type { StudyStorage } from './storage.js';
import { openStudy, type StudyDescription } from './study-table.js';

export { StorageError } from './database.js';
export type { Begun, Ending, StudyStorage } from './storage.js';

/**
 * @param storage a file's path (`study.db`, or Optuna's `sqlite:///study.db`), or the address of a
 *   PostgreSQL server (`postgresql://user:password@host/database`); undefined keeps nothing
 * @throws StorageError, TuneError when it can't be opened, or the study there is another
 */
export async function openStorage(
  storage: string | undefined,
  description: StudyDescription,
): Promise<StudyStorage> {
  if (storage === undefined) return new MemoryStorage();
  const address = addressOf(storage);
  const shown = isPostgresql(address) ? withoutPassword(address) : storage;
  const database = await openDatabase(address);
  try {
    await prepareSchema(database, shown);
    const study = await openStudy(database, description, shown);
    return new SqlStorage(database, study, description.space, address);
  } catch (error) {
    await database.close();
    if (error instanceof StorageError || error instanceof TuneError) throw error;
    throw new StorageError(shown, `tune: ${shown} can't be used: ${String(error)}.`, {
      cause: error,
    });
  }
}

function addressOf(storage: string): string {
  if (isPostgresql(storage)) return storage;
  const file = /^sqlite:\/\/\/(.+)$/.exec(storage)?.[1] ?? storage;
  if (file === '' || /^[a-z][a-z+]+:\/\//.test(file)) {
    throw new TuneError(
      'storage',
      `tune: storage '${storage}' is neither a file nor a PostgreSQL address. ` +
        "Give a path such as 'study.db', or 'postgresql://user:password@host/database'.",
    );
  }
  return path.resolve(file);
}
