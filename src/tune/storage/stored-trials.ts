/** Reads a study's trials; those that have ended are read once. */
import type { History, Sampled } from '../samplers/index.js';
import type { Report, RunningTrial, Trial } from '../trial.js';
import { type Database, numberIn, type Row, textIn } from './database.js';
import { fromStored } from './distribution.js';
import { loadedValue } from './stored-value.js';
import type { StudyId } from './study-table.js';

/** Where a failed trial says why, among its user attributes. */
export const ERROR_ATTRIBUTE = 'error';

/** What the rows of other tables say of a trial. */
interface Details {
  readonly params: Record<string, unknown>;
  readonly reports: Report[];
  value: number | undefined;
  readonly userAttrs: Record<string, unknown>;
}

export class StoredTrials {
  /** By the key of their row. */
  private readonly ended = new Map<number, Trial<Sampled>>();

  constructor(
    private readonly database: Database,
    private readonly study: StudyId,
  ) {}

  async read(): Promise<History> {
    const rows = await this.database.query(
      `SELECT trial_id, number, state, CAST(datetime_start AS VARCHAR) AS began,
        CAST(datetime_complete AS VARCHAR) AS ended
        FROM trials WHERE study_id = ? AND state <> 'WAITING' ORDER BY number`,
      [this.study],
    );
    const unread = rows.map((row) => numberIn(row, 'trial_id')).filter((id) => !this.ended.has(id));
    const details = unread.length > 0 ? await this.details(Math.min(...unread)) : new Map();
    return rows.map((row) => {
      const id = numberIn(row, 'trial_id');
      const known = this.ended.get(id);
      if (known) return known;
      const trial = makeTrial(row, details.get(id) ?? noDetails());
      if (trial.state !== 'running') this.ended.set(id, trial);
      return trial;
    });
  }

  /** Of all trials from one on. */
  private async details(from: number): Promise<Map<number, Details>> {
    const found = new Map<number, Details>();
    const of = (row: Row) => {
      const id = numberIn(row, 'trial_id');
      const details = found.get(id) ?? noDetails();
      found.set(id, details);
      return details;
    };
    for (const row of await this.rows('trial_params', from, 'param_id')) {
      of(row).params[textIn(row, 'param_name')] = fromStored({
        value: numberIn(row, 'param_value'),
        distribution: textIn(row, 'distribution_json'),
      });
    }
    for (const row of await this.rows('trial_intermediate_values', from, 'step')) {
      const value = loadedValue(textIn(row, 'intermediate_value_type'), row.intermediate_value);
      of(row).reports.push({ step: numberIn(row, 'step'), value });
    }
    for (const row of await this.rows('trial_values', from, 'objective')) {
      of(row).value ??= loadedValue(textIn(row, 'value_type'), row.value);
    }
    for (const row of await this.rows('trial_user_attributes', from, 'key')) {
      of(row).userAttrs[textIn(row, 'key')] = loadedJson(textIn(row, 'value_json'));
    }
    return found;
  }

  private rows(table: string, from: number, order: string): Promise<Row[]> {
    return this.database.query(
      `SELECT ${table}.* FROM ${table} JOIN trials ON trials.trial_id = ${table}.trial_id
        WHERE study_id = ? AND trials.trial_id >= ? ORDER BY "${order}"`,
      [this.study, from],
    );
  }
}

function noDetails(): Details {
  return { params: {}, reports: [], value: undefined, userAttrs: {} };
}

/** Python's JSON has NaN and Infinity too: what has these stays a text. */
function loadedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function makeTrial(row: Row, details: Details): Trial<Sampled> | RunningTrial<Sampled> {
  const { params, reports, value, userAttrs } = details;
  const { [ERROR_ATTRIBUTE]: error, ...notes } = userAttrs;
  const number = numberIn(row, 'number');
  const seconds = (timeOf(row.ended) - timeOf(row.began)) / 1000 || 0;
  const base = { number, params, reports, seconds, userAttrs };
  switch (row.state) {
    case 'RUNNING':
      return { state: 'running', number, params, reports, userAttrs };
    case 'COMPLETE':
      if (value !== undefined) return { ...base, state: 'complete', value };
      return { ...base, state: 'failed', error: new Error('It has no value.') };
    case 'PRUNED':
      return { ...base, state: 'pruned' };
    default:
      return {
        ...base,
        userAttrs: notes,
        state: 'failed',
        error: new Error(typeof error === 'string' ? error : 'Its process ended.'),
      };
  }
}

/** A time in UTC, in milliseconds; NaN where there is none. */
function timeOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T')}Z`) : Number.NaN;
}
