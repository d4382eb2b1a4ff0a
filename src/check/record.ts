/** Results of checks as they travel from a notebook to the command line: one output of the cell. */
import { isRecord } from '../is-record.js';

/** What a notebook keeps of a call of `check`, beside the table. */
export const CHECKS_MIME = 'application/vnd.gradbook.checks.v1+json';

/** What a check looks at. */
export type CheckKind =
  | 'metric'
  | 'slices'
  | 'invariance'
  | 'direction'
  | 'overfit'
  | 'gradients'
  | 'leaks'
  | 'speed';

/** `error`: the check itself could not be made. */
export type CheckStatus = 'passed' | 'failed' | 'error';

/** What one check found. */
export interface CheckResult {
  /** What it looked at. */
  readonly kind: CheckKind;
  /** As `accuracy`, or what the person called it. */
  readonly name: string;
  /** Whether it passed, failed, or could not be made. */
  readonly status: CheckStatus;
  /** What was measured, in words. */
  readonly found: string;
  /** What was asked for, in words. */
  readonly wanted: string;
  /** What else there is to know: examples, or an error's message. */
  readonly detail?: string;
  /** How long the check took. */
  readonly milliseconds: number;
}

/** What one call of `check` found. */
export interface CheckRecord {
  readonly title: string;
  readonly results: readonly CheckResult[];
}

/** Why a check did not pass, in a sentence. */
export function reasonOf({ status, found, wanted, detail }: CheckResult): string {
  if (status === 'error') return detail ?? found;
  return `found ${found}; wanted ${wanted}${detail === undefined ? '' : `. ${detail}`}`;
}

/** A record that was read from a notebook; undefined where it is none. */
export function parseRecord(value: unknown): CheckRecord | undefined {
  if (!isRecord(value) || typeof value.title !== 'string' || !Array.isArray(value.results)) {
    return undefined;
  }
  const results = value.results.filter(isResult);
  return results.length === value.results.length ? { title: value.title, results } : undefined;
}

function isResult(value: unknown): value is CheckResult {
  return (
    isRecord(value) &&
    ['kind', 'name', 'status', 'found', 'wanted'].every((key) => typeof value[key] === 'string') &&
    typeof value.milliseconds === 'number'
  );
}
