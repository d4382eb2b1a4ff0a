/**
 * A study in Optuna's tables. Each process that works on it has one of these; statements of one
 * process run one after the other.
 */
import type { History, Sampled } from '../samplers/index.js';
import type { Space } from '../space.js';
import type { Report } from '../trial.js';
import { type Database, numberIn } from './database.js';
import { toStored } from './distribution.js';
import { Heartbeat, hasLivingTrial, takeDeadTrial } from './heartbeat.js';
import type { Begun, Choose, Ending, StudyStorage } from './storage.js';
import { ERROR_ATTRIBUTE, StoredTrials } from './stored-trials.js';
import { storedValue } from './stored-value.js';
import type { StudyId } from './study-table.js';
import { firstWaiting, takeWaiting, withFixed } from './waiting.js';

export class SqlStorage implements StudyStorage {
  private readonly heartbeat: Heartbeat;
  private readonly stored: StoredTrials;
  private tail: Promise<unknown> = Promise.resolve();

  /** `address` is what the database was opened by. */
  constructor(
    private readonly database: Database,
    private readonly study: StudyId,
    private readonly space: Space,
    address: string,
  ) {
    this.heartbeat = new Heartbeat(address);
    this.stored = new StoredTrials(database, study);
  }

  async begin(choose: Choose): Promise<Begun | undefined> {
    const begun = await this.inTurn(() => this.database.transaction(() => this.beginNext(choose)));
    if (begun) this.heartbeat.start(begun.id);
    return begun;
  }

  report(trial: Begun, { step, value }: Report): Promise<void> {
    const { type, number } = storedValue(value);
    return this.inTurn(async () => {
      await this.database.query(
        `INSERT INTO trial_intermediate_values
          (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, ?)`,
        [trial.id, step, number, type],
      );
    });
  }

  setUserAttr({ id }: Begun, key: string, value: unknown): Promise<void> {
    return this.inTurn(async () => {
      await this.database.query(
        `INSERT INTO trial_user_attributes (trial_id, "key", value_json) VALUES (?, ?, ?)
          ON CONFLICT (trial_id, "key") DO UPDATE SET value_json = excluded.value_json`,
        [id, key, JSON.stringify(value)],
      );
    });
  }

  async end({ id }: Begun, ending: Ending): Promise<boolean> {
    this.heartbeat.end(id);
    return this.inTurn(() => this.database.transaction(() => this.endTrial(id, ending)));
  }

  trials(): Promise<History> {
    return this.inTurn(() => this.stored.read());
  }

  othersAreAtWork(): Promise<boolean> {
    return this.inTurn(() => hasLivingTrial(this.database, this.study));
  }

  async close(): Promise<void> {
    await this.heartbeat.stop();
    await this.inTurn(() => this.database.close());
  }

  private async beginNext(choose: Choose): Promise<Begun | undefined> {
    const { database, study } = this;
    // Where rows can be locked, the study's lets one process at a time begin a trial.
    if (database.dialect === 'postgresql') {
      await database.query('SELECT study_id FROM studies WHERE study_id = ? FOR UPDATE', [study]);
    }
    const dead = await takeDeadTrial(database, study);
    const history = await this.stored.read();
    const again = history.find((trial) => trial.number === dead)?.params;
    const waiting = again ? undefined : await firstWaiting(database, study);
    const number = waiting?.number ?? (await this.count());
    const chosen = again ?? choose(number, history);
    if (!chosen) return undefined;
    if (waiting && !(await takeWaiting(database, waiting, now()))) return this.beginNext(choose);
    const params = waiting ? withFixed(this.space, chosen, waiting.fixed) : chosen;
    const id = waiting?.id ?? (await this.addTrial(number));
    await this.addParams(id, params);
    await this.heartbeat.begin(database, id);
    return { id, number, params };
  }

  private async addTrial(number: number): Promise<number> {
    const [row] = await this.database.query(
      `INSERT INTO trials (number, study_id, state, datetime_start)
        VALUES (?, ?, 'RUNNING', ?) RETURNING trial_id`,
      [number, this.study, now()],
    );
    return numberIn(row, 'trial_id');
  }

  /** Those that wait to be run have a number too. */
  private async count(): Promise<number> {
    const [row] = await this.database.query(
      'SELECT COUNT(*) AS number FROM trials WHERE study_id = ?',
      [this.study],
    );
    return numberIn(row, 'number');
  }

  private async addParams(trial: number, params: Sampled): Promise<void> {
    for (const [name, dimension] of Object.entries(this.space)) {
      const { value, distribution } = toStored(dimension, params[name]);
      await this.database.query(
        `INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
          VALUES (?, ?, ?, ?)`,
        [trial, name, value, distribution],
      );
    }
  }

  private async endTrial(id: number, ending: Ending): Promise<boolean> {
    const { database } = this;
    const state = { complete: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL' }[ending.state];
    const changed = await database.query(
      `UPDATE trials SET state = '${state}', datetime_complete = ?
        WHERE trial_id = ? AND state = 'RUNNING' RETURNING trial_id`,
      [now(), id],
    );
    if (changed.length === 0) return false;
    if (ending.state === 'failed') {
      await database.query(
        `INSERT INTO trial_user_attributes (trial_id, "key", value_json) VALUES (?, ?, ?)
          ON CONFLICT (trial_id, "key") DO NOTHING`,
        [id, ERROR_ATTRIBUTE, JSON.stringify(String(ending.error))],
      );
    } else if (ending.value !== undefined && !Number.isNaN(ending.value)) {
      const { type, number } = storedValue(ending.value);
      await database.query(
        'INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, 0, ?, ?)',
        [id, number, type],
      );
    }
    return true;
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.tail.then(run);
    this.tail = result.catch(() => {});
    return result;
  }
}

/** The time in UTC, as SQLAlchemy writes it. */
function now(): string {
  return new Date().toISOString().replace('T', ' ').replace('Z', '000');
}
