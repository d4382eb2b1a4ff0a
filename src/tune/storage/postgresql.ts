/** A study's database on a PostgreSQL server, for processes on many machines. */
import pg from 'pg';
import { messageOf } from '../../error-message.js';
import { type Database, type Row, StorageError, type Value, withoutPassword } from './database.js';

/** @throws StorageError when the server can't be reached or refuses */
export async function openPostgresql(address: string): Promise<Database> {
  const client = new pg.Client({ connectionString: address });
  try {
    await client.connect();
  } catch (error) {
    const shown = withoutPassword(address);
    throw new StorageError(
      shown,
      `tune: no connection to the PostgreSQL server at ${shown}: ${messageOf(error)}.`,
      { cause: error },
    );
  }
  return new PostgresqlDatabase(client);
}

class PostgresqlDatabase implements Database {
  readonly dialect = 'postgresql';

  constructor(private readonly client: pg.Client) {}

  async query(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    let count = 0;
    const numbered = sql.replaceAll('?', () => `$${++count}`);
    const { rows } = await this.client.query<Row>(numbered, [...values]);
    return rows;
  }

  async transaction<T>(run: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      const result = await run();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
