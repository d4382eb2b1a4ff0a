/**
 * Optuna's tables, as its `RDBStorage` makes them, so that Optuna and its dashboard open our
 * studies and we theirs. Optuna: `optuna/storages/_rdb/models.py`, the schema of 3.2.0 and later.
 */
import { type Database, StorageError, textIn } from './database.js';

/** The schema's version for Optuna's migrations, and the one before it had any. */
const REVISION = 'v3.2.0.a';
const SCHEMA_VERSION = 12;
/** The Optuna whose tables these are. */
const LIBRARY_VERSION = '5.0.0';

type Dialect = Database['dialect'];

/** Enumerations: types of their own in PostgreSQL, short texts in SQLite. */
const ENUMERATIONS = {
  studydirection: ['NOT_SET', 'MINIMIZE', 'MAXIMIZE'],
  trialstate: ['RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'],
  trialvaluetype: ['FINITE', 'INF_POS', 'INF_NEG'],
  trialintermediatevaluetype: ['FINITE', 'INF_POS', 'INF_NEG', 'NAN'],
} as const;

/** Makes the tables where there are none. @throws StorageError for tables of another version */
export async function prepareSchema(database: Database, storage: string): Promise<void> {
  await database.transaction(async () => {
    // Two processes that start at once must not both make the tables.
    if (database.dialect === 'postgresql')
      await database.query('SELECT pg_advisory_xact_lock(8451)');
    if (!(await hasTable(database, 'studies'))) await create(database);
  });
  const hasRevision = await hasTable(database, 'alembic_version');
  const [row] = hasRevision ? await database.query('SELECT version_num FROM alembic_version') : [];
  const revision = row ? textIn(row, 'version_num') : 'none';
  if (revision !== REVISION) {
    throw new StorageError(
      storage,
      `tune: the tables in ${storage} are of Optuna's schema ${revision}, and Gradbook reads ${REVISION} ` +
        '(Optuna 3.2 and later). Run `optuna storage upgrade` on it, or use a new file.',
    );
  }
}

async function hasTable(database: Database, table: string): Promise<boolean> {
  const sql =
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
      : 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?';
  return (await database.query(sql, [table])).length > 0;
}

async function create(database: Database): Promise<void> {
  if (database.dialect === 'postgresql') {
    for (const [name, values] of Object.entries(ENUMERATIONS)) {
      const list = values.map((value) => `'${value}'`).join(', ');
      await database.query(`CREATE TYPE ${name} AS ENUM (${list})`);
    }
  }
  for (const statement of tables(database.dialect)) await database.query(statement);
  await database.query('INSERT INTO version_info VALUES (1, ?, ?)', [
    SCHEMA_VERSION,
    LIBRARY_VERSION,
  ]);
  await database.query('INSERT INTO alembic_version VALUES (?)', [REVISION]);
}

function tables(dialect: Dialect): string[] {
  const isSqlite = dialect === 'sqlite';
  const key = (name: string) => `${name} ${isSqlite ? 'INTEGER' : 'SERIAL'} NOT NULL PRIMARY KEY`;
  const time = isSqlite ? 'DATETIME' : 'TIMESTAMP WITHOUT TIME ZONE';
  const real = isSqlite ? 'FLOAT' : 'FLOAT(53)';
  const oneOf = (name: keyof typeof ENUMERATIONS) => {
    const longest = Math.max(...ENUMERATIONS[name].map(({ length }) => length));
    return isSqlite ? `VARCHAR(${longest})` : name;
  };
  const of = (parent: 'study' | 'trial', isRequired: boolean) => {
    const table = parent === 'study' ? 'studies' : 'trials';
    return `${parent}_id INTEGER${isRequired ? ' NOT NULL' : ''} REFERENCES ${table} (${parent}_id)`;
  };
  const attributes = (owner: 'study' | 'trial', kind: 'user' | 'system') =>
    `CREATE TABLE ${owner}_${kind}_attributes (${key(`${owner}_${kind}_attribute_id`)},
      ${of(owner, false)}, "key" VARCHAR(512), value_json TEXT, UNIQUE (${owner}_id, "key"))`;
  return [
    `CREATE TABLE studies (${key('study_id')}, study_name VARCHAR(512) NOT NULL)`,
    'CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)',
    `CREATE TABLE version_info (version_info_id INTEGER NOT NULL PRIMARY KEY, schema_version INTEGER,
      library_version VARCHAR(256), CHECK (version_info_id = 1))`,
    `CREATE TABLE study_directions (${key('study_direction_id')},
      direction ${oneOf('studydirection')} NOT NULL, ${of('study', true)}, objective INTEGER NOT NULL,
      UNIQUE (study_id, objective))`,
    attributes('study', 'user'),
    attributes('study', 'system'),
    `CREATE TABLE trials (${key('trial_id')}, number INTEGER, ${of('study', false)},
      state ${oneOf('trialstate')} NOT NULL, datetime_start ${time}, datetime_complete ${time})`,
    'CREATE INDEX ix_trials_study_id ON trials (study_id)',
    attributes('trial', 'user'),
    attributes('trial', 'system'),
    `CREATE TABLE trial_params (${key('param_id')}, ${of('trial', false)}, param_name VARCHAR(512),
      param_value ${real}, distribution_json TEXT, UNIQUE (trial_id, param_name))`,
    `CREATE TABLE trial_values (${key('trial_value_id')}, ${of('trial', true)},
      objective INTEGER NOT NULL, value ${real}, value_type ${oneOf('trialvaluetype')} NOT NULL,
      UNIQUE (trial_id, objective))`,
    `CREATE TABLE trial_intermediate_values (${key('trial_intermediate_value_id')},
      ${of('trial', true)}, step INTEGER NOT NULL, intermediate_value ${real},
      intermediate_value_type ${oneOf('trialintermediatevaluetype')} NOT NULL,
      UNIQUE (trial_id, step))`,
    `CREATE TABLE trial_heartbeats (${key('trial_heartbeat_id')}, ${of('trial', true)},
      heartbeat ${time} NOT NULL, UNIQUE (trial_id))`,
    `CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
      CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))`,
  ];
}
