/** What the studies' SQL runs on: SQLite or PostgreSQL, one connection. */

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Database {
  readonly dialect: 'sqlite' | 'postgresql';
  /** Runs one statement; its values stand as `?`. Gives its rows, as of a SELECT or RETURNING. */
  query(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** Runs statements of which all take effect or none, one process at a time where it writes. */
  transaction<T>(run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A storage that can't be opened, or holds what can't be gone on with. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    /** The file or the address, without its password. */
    readonly storage: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An address that may be shown. */
export function withoutPassword(address: string): string {
  return address.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}

/** A column that holds a whole number or a real one. */
export function numberIn(row: Row, column: string): number {
  return Number(row[column]);
}

export function textIn(row: Row, column: string): string {
  return String(row[column]);
}
