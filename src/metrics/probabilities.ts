/** Probabilities of classes, checked: what log loss, Brier score and calibration take. */
import { classesIn } from './classes.js';
import { MetricError } from './errors.js';
import {
  checkLengths,
  type Label,
  type Labels,
  labelVector,
  type Matrix,
  matrix,
  type Values,
} from './input.js';

export interface Probabilities {
  readonly truth: Label[];
  readonly table: Matrix;
  /** The class of each column; of two classes the second, where there is one column. */
  readonly classes: Label[];
}

/**
 * @param given all classes, where not each occurs among the true ones
 * @param order puts the classes in the order of the columns; by default they ascend
 * @throws MetricError unless there is a probability for each sample and class.
 */
export function probabilitiesOf(
  metric: string,
  labels: Labels,
  probabilities: Values,
  given?: readonly Label[],
  order = (classes: Label[], _columns: number) => classes,
): Probabilities {
  const truth = labelVector(metric, 'labels', labels);
  const table = matrix(metric, 'probabilities', probabilities);
  checkLengths(metric, 'probabilities', truth.length, table.rows);
  const classes = order(classesIn(metric, given ? [...given] : truth), table.columns);
  checkColumns(metric, classes, table, given !== undefined);
  checkProbabilities(metric, table);
  return { truth, table, classes };
}

/** @throws MetricError unless all are between 0 and 1; rows that don't sum to 1 are warned of. */
export function checkProbabilities(metric: string, table: Matrix): void {
  const outside = Array.from(table.data).find((value) => value < 0 || value > 1);
  if (outside !== undefined) {
    throw new MetricError(
      metric,
      `a probability is ${outside}. Scores (logits) become probabilities by \`softmax(1)\`.`,
    );
  }
  if (table.columns > 1 && !rowsSumToOne(table)) {
    console.warn(`${metric}: the probabilities of some sample do not sum to 1.`);
  }
}

/** The probability of a class; of two classes the one column is that of the second. */
export function probabilityOf(column: number, row: number, { data, columns }: Matrix): number {
  if (columns > 1) return data[row * columns + column] ?? 0;
  const second = data[row] ?? 0;
  return column === 1 ? second : 1 - second;
}

function rowsSumToOne({ rows, columns, data, epsilon }: Matrix): boolean {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += data[row * columns + column] ?? 0;
    if (Math.abs(sum - 1) > Math.sqrt(epsilon)) return false;
  }
  return true;
}

/** @throws MetricError unless there is a column for each class. */
function checkColumns(
  metric: string,
  classes: readonly Label[],
  table: Matrix,
  given: boolean,
): void {
  const columns = Math.max(table.columns, 2);
  if (classes.length === columns) return;
  const what = given ? 'classes in `labels`' : 'different classes among the true ones';
  throw new MetricError(
    metric,
    `there are ${classes.length} ${what}, but probabilities of ${columns}. ` +
      'Pass `labels` with all classes.',
  );
}
