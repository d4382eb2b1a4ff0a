/** A study's database as a file. Several processes may have it open. */
import Libsql from 'libsql';
import { messageOf } from '../../error-message.js';
import { isRecord } from '../../is-record.js';
import { type Database, type Row, StorageError, type Value } from './database.js';

/** How long a statement waits for another process's to end, in milliseconds. */
const PATIENCE = 30_000;

/** @throws StorageError when the file can't be opened, or is no database */
export function openSqlite(path: string): Database {
  try {
    const file = new Libsql(path);
    file.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    // Reads the file's head: a file of another kind is told from a database here.
    file.exec('SELECT name FROM sqlite_master LIMIT 1');
    return new SqliteDatabase(file);
  } catch (error) {
    throw new StorageError(
      path,
      `tune: ${path} can't be opened as an SQLite database: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';

  constructor(private readonly file: Libsql.Database) {}

  async query(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const statement = this.file.prepare(sql);
    if (!statement.reader) {
      statement.run(...values);
      return [];
    }
    return statement.all(...values).filter(isRecord);
  }

  async transaction<T>(run: () => Promise<T>): Promise<T> {
    this.file.exec('BEGIN IMMEDIATE');
    try {
      const result = await run();
      this.file.exec('COMMIT');
      return result;
    } catch (error) {
      this.file.exec('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.file.close();
  }
}
