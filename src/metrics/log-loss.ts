/** How sure a classifier was of the right classes. */
import { classesIn, indexOf } from './classes.js';
import { MetricError } from './errors.js';
import {
  checkLengths,
  type Label,
  type Labels,
  labelVector,
  matrix,
  type Values,
} from './input.js';
import { checkColumns, checkProbabilities, probabilityOf } from './probabilities.js';

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
  checkColumns(metric, classes, table, options.labels !== undefined);
  checkProbabilities(metric, table);

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
