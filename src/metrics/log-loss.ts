/** How sure a classifier was of the right classes. */
import { columnOf, indexOf } from './classes.js';
import type { Label, Labels, Values } from './input.js';
import { probabilitiesOf, probabilityOf } from './probabilities.js';

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
  const { truth, table, classes } = probabilitiesOf(metric, labels, probabilities, options.labels);
  const index = indexOf(classes);
  const { epsilon } = table;
  let total = 0;
  for (const [row, label] of truth.entries()) {
    const probability = probabilityOf(columnOf(metric, index, label), row, table);
    total -= Math.log(Math.min(Math.max(probability, epsilon), 1 - epsilon));
  }
  return options.normalize === false ? total : total / truth.length;
}
