/** How sure a classifier was of the right classes. */
import { withDefaults } from '../../tensor/index.js';
import type { Indicators, Labels } from '../input/labels.js';
import type { Values } from '../input/matrix.js';
import { weightedMean, weightedSum } from '../input/weights.js';
import { type Probabilities, type ProbabilityOptions, probabilitiesOf } from './probabilities.js';

/** Options of {@link logLoss}. */
export interface LogLossOptions extends ProbabilityOptions {
  /** False: the sum over the samples instead of the mean. Default true. */
  normalize?: boolean;
}

/**
 * The cross entropy of the predicted probabilities, in nats. Probabilities are kept away from 0 and 1 by
 * the rounding of their type. scikit-learn: `log_loss`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each class, [samples, classes]
 * @param probabilities [samples, classes], columns in ascending order of the classes; or [samples] for
 *   two classes: the probability of the second
 * @throws MetricError
 */
export function logLoss(
  labels: Labels | Indicators,
  probabilities: Values,
  options: LogLossOptions = {},
): number {
  const metric = 'logLoss';
  const { normalize } = withDefaults(metric, options, {
    normalize: true,
    labels: undefined,
    sampleWeight: undefined,
  });
  const given = probabilitiesOf(metric, labels, probabilities, options);
  const losses = logLosses(given);
  return normalize
    ? weightedMean(metric, losses, given.weights)
    : weightedSum(losses, given.weights);
}

/** The loss of each sample. */
export function logLosses({ samples, columns, outcomes, probabilities, epsilon }: Probabilities) {
  const losses = new Float64Array(samples);
  for (let i = 0; i < outcomes.length; i++) {
    if (outcomes[i] === 0) continue;
    const probability = Math.min(Math.max(probabilities[i], epsilon), 1 - epsilon);
    losses[Math.floor(i / columns)] -= Math.log(probability);
  }
  return losses;
}
