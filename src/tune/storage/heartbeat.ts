/**
 * Tells that a trial's process lives, and finds the trials whose process does not. A thread of its
 * own beats, since an objective may compute for minutes without a pause.
 *
 * Only trials with our mark are held for dead: Optuna's own processes beat as they are told to, or
 * not at all.
 */
import { Worker } from 'node:worker_threads';
import { type Database, numberIn } from './database.js';
import type { StudyId } from './study-table.js';

/** Seconds from beat to beat. */
export const BEAT = 2;
/** Seconds without a beat, after which a process is held for dead. */
const DEATH = 15;
/** Among the system attributes of a trial: its process beats. */
const MARK = 'gradbook:beats';

export class Heartbeat {
  private worker: Worker | undefined;
  /** That run in this process. */
  private readonly trials = new Set<number>();

  /** `address` is what the database was opened by. */
  constructor(private readonly address: string) {}

  /** Marks a trial as one that beats, within the transaction that makes it. */
  async begin(database: Database, trial: number): Promise<void> {
    await database.query(
      'INSERT INTO trial_system_attributes (trial_id, "key", value_json) VALUES (?, ?, ?)',
      [trial, MARK, String(BEAT)],
    );
    await beat(database, trial);
  }

  /** Beats for a trial from now on, too. */
  start(trial: number): void {
    if (!this.worker) {
      const file = new URL('./heartbeat-thread.js', import.meta.url);
      this.worker = new Worker(file, { workerData: this.address });
      // It must not keep a process alive, nor end one: a beat that fails is one that is missed.
      this.worker.unref();
      this.worker.on('error', () => {});
    }
    this.trials.add(trial);
    this.worker.postMessage([...this.trials]);
  }

  /** Beats for it no longer. */
  end(trial: number): void {
    this.trials.delete(trial);
    this.worker?.postMessage([...this.trials]);
  }

  async stop(): Promise<void> {
    await this.worker?.terminate();
  }
}

export async function beat(database: Database, trial: number): Promise<void> {
  await database.query(
    `INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES (?, CURRENT_TIMESTAMP)
      ON CONFLICT (trial_id) DO UPDATE SET heartbeat = CURRENT_TIMESTAMP`,
    [trial],
  );
}

/** Fails one trial of a dead process, if there is one, and gives its number. */
export async function takeDeadTrial(
  database: Database,
  study: StudyId,
): Promise<number | undefined> {
  const age =
    database.dialect === 'sqlite'
      ? "strftime('%s', 'now') - strftime('%s', heartbeat)"
      : 'EXTRACT(EPOCH FROM (LOCALTIMESTAMP - heartbeat))';
  const [row] = await database.query(
    `UPDATE trials SET state = 'FAIL' WHERE trial_id = (
      SELECT MIN(trials.trial_id) FROM trials
        JOIN trial_heartbeats ON trial_heartbeats.trial_id = trials.trial_id
        JOIN trial_system_attributes ON trial_system_attributes.trial_id = trials.trial_id
        WHERE study_id = ? AND state = 'RUNNING' AND "key" = ? AND ${age} > ?
    ) RETURNING number`,
    [study, MARK, DEATH],
  );
  return row && numberIn(row, 'number');
}

/** Whether a trial with our mark runs. */
export async function hasLivingTrial(database: Database, study: StudyId): Promise<boolean> {
  const rows = await database.query(
    `SELECT trials.trial_id FROM trials
      JOIN trial_system_attributes ON trial_system_attributes.trial_id = trials.trial_id
      WHERE study_id = ? AND state = 'RUNNING' AND "key" = ? LIMIT 1`,
    [study, MARK],
  );
  return rows.length > 0;
}
