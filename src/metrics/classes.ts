/** Which classes there are, and where each stands. */
import { MetricError } from './errors.js';
import type { Label } from './input.js';

/** All labels that occur, sorted: numbers by value, names as text. */
export function classesIn(metric: string, ...vectors: readonly Label[][]): Label[] {
  const classes = [...new Set(vectors.flat())];
  if (new Set(classes.map((label) => typeof label)).size > 1) {
    throw new MetricError(metric, 'some labels are numbers and some are strings.');
  }
  return classes.sort(compare);
}

export function compare(a: Label, b: Label): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** From a class to its index. */
export function indexOf(classes: readonly Label[]): Map<Label, number> {
  return new Map(classes.map((label, index) => [label, index]));
}
