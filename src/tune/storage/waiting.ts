/**
 * Trials that wait to be run with parameters that a person chose, as Optuna's `enqueue_trial` and its dashboard
 * leave them. Optuna: `Study._pop_waiting_trial_id`, `Trial._is_fixed_param`.
 */
import type { Sampled } from '../samplers/index.js';
import type { Dimension, Space } from '../space.js';
import { type Database, numberIn, textIn } from './database.js';
import type { StudyId } from './study-table.js';

/** Among the system attributes of a trial: what some of its parameters are to be. */
const FIXED = 'fixed_params';

export interface WaitingTrial {
  readonly id: number;
  readonly number: number;
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** The first trial that waits, if there is one. */
export async function firstWaiting(
  database: Database,
  study: StudyId,
): Promise<WaitingTrial | undefined> {
  const [row] = await database.query(
    `SELECT trial_id, number FROM trials WHERE study_id = ? AND state = 'WAITING'
      ORDER BY number LIMIT 1`,
    [study],
  );
  if (!row) return undefined;
  const id = numberIn(row, 'trial_id');
  const [attribute] = await database.query(
    'SELECT value_json FROM trial_system_attributes WHERE trial_id = ? AND "key" = ?',
    [id, FIXED],
  );
  const fixed: unknown = attribute ? JSON.parse(textIn(attribute, 'value_json')) : {};
  return {
    id,
    number: numberIn(row, 'number'),
    fixed: typeof fixed === 'object' && fixed !== null ? { ...fixed } : {},
  };
}

/** Takes it. @returns false where another process was faster */
export async function takeWaiting(
  database: Database,
  { id }: WaitingTrial,
  now: string,
): Promise<boolean> {
  const taken = await database.query(
    `UPDATE trials SET state = 'RUNNING', datetime_start = ?
      WHERE trial_id = ? AND state = 'WAITING' RETURNING trial_id`,
    [now, id],
  );
  return taken.length > 0;
}

/** The parameters with those that are fixed in their place, where the space has them. */
export function withFixed(space: Space, params: Sampled, fixed: WaitingTrial['fixed']): Sampled {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const wanted = fixed[name];
      return [name, name in fixed && isIn(space[name], wanted) ? wanted : value];
    }),
  );
}

function isIn(dimension: Dimension, value: unknown): boolean {
  if ('choices' in dimension) return dimension.choices.some((choice) => Object.is(choice, value));
  if (typeof value !== 'number' || value < dimension.low || value > dimension.high) return false;
  return !dimension.int || Number.isInteger(value);
}
