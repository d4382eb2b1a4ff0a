/** A check before it is made: what it is called and how to make it. */
import type { CheckKind } from './record.js';

export interface Outcome {
  readonly passed: boolean;
  /** What was measured, in words. */
  readonly found: string;
  /** What was asked for, in words. */
  readonly wanted: string;
  readonly detail?: string;
}

export interface PlannedCheck {
  readonly kind: CheckKind;
  readonly name: string;
  make(): Outcome;
}

/** With four digits, as figures are shown. */
export { figureText } from '../evaluation/table.js';

export const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`;

/** The first few of a list, in words. */
export function some(examples: readonly (string | number)[], count = 5): string {
  const rest = examples.length - count;
  return `${examples.slice(0, count).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
