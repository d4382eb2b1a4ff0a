/** How sure a classifier was of the right classes. */
import { classesIn, indexOf } from './classes.js';
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

export interface LogLossOptions {
  /** False: the sum over the samples instead of the mean. */
  normalize?: boolean;
  /** The classes; needed where not every class occurs in the true ones. Columns follow their order. */
  labels?: readonly Label[];
}

/**
 * The cross entropy of the predicted probabilities, in nats. Probabilities are kept away from 0 and 1 by
 * the rounding of their type. scikit-learn: `log_loss`.
 *
 * @param labels the true classes, [samples]
 * @param probabilities [samples, classes], columns in ascending order of the classes; or [samples] for
 *   two classes: the probability of the second
 * @throws MetricError
 */
export function logLoss(
  labels: Labels,
  probabilities: Values,
  options: LogLossOptions = {},
): number {
  const metric = 'logLoss';
  const truth = labelVector(metric, 'labels', labels);
  const table = matrix(metric, 'probabilities', probabilities);
  checkLengths(metric, 'probabilities', truth.length, table.rows);
  const classes = classesIn(metric, options.labels ? [...options.labels] : truth);
  checkProbabilities(metric, classes, table, options.labels !== undefined);

  const index = indexOf(classes);
  const { epsilon } = table;
  let total = 0;
  for (const [row, label] of truth.entries()) {
    const column = index.get(label);
    if (column === undefined) throw new MetricError(metric, `class ${label} is not in \`labels\`.`);
    const probability = probabilityOf(column, row, table);
    total -= Math.log(Math.min(Math.max(probability, epsilon), 1 - epsilon));
  }
  return options.normalize === false ? total : total / truth.length;
}

function probabilityOf(column: number, row: number, { data, columns }: Matrix): number {
  if (columns > 1) return data[row * columns + column] ?? 0;
  const second = data[row] ?? 0;
  return column === 1 ? second : 1 - second;
}

function checkProbabilities(
  metric: string,
  classes: readonly Label[],
  table: Matrix,
  given: boolean,
): void {
  const columns = Math.max(table.columns, 2);
  if (classes.length !== columns) {
    const what = given ? 'classes in `labels`' : 'different classes among the true ones';
    throw new MetricError(
      metric,
      `there are ${classes.length} ${what}, but probabilities of ${columns}. ` +
        'Pass `labels` with all classes.',
    );
  }
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

function rowsSumToOne({ rows, columns, data, epsilon }: Matrix): boolean {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += data[row * columns + column] ?? 0;
    if (Math.abs(sum - 1) > Math.sqrt(epsilon)) return false;
  }
  return true;
}
