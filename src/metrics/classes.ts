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

/** @throws MetricError when a sample's class is not among the columns'. */
export function columnOf(metric: string, index: ReadonlyMap<Label, number>, label: Label): number {
  const column = index.get(label);
  if (column === undefined) throw new MetricError(metric, `class ${label} is not in \`labels\`.`);
  return column;
}

/** @throws MetricError unless there is a column of scores for each class, in ascending order. */
export function checkScoreColumns(
  metric: string,
  classes: readonly Label[],
  columns: number,
): void {
  if (classes.length !== columns) {
    throw new MetricError(
      metric,
      `there are ${classes.length} classes, but scores of ${columns}. Pass \`labels\` with the class ` +
        'of each column.',
    );
  }
  if (classes.some((label, i) => i > 0 && compare(classes[i - 1] ?? label, label) >= 0)) {
    throw new MetricError(metric, `labels [${classes}] must ascend, each once.`);
  }
}
