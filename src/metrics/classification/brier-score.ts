/** How far predicted probabilities are from what happened. */
import { withDefaults } from '../../tensor/index.js';
import type { Indicators, Label, Labels } from '../input/labels.js';
import type { Values } from '../input/matrix.js';
import { weightedMean } from '../input/weights.js';
import { binaryOrMoreOf, type Probabilities, type ProbabilityOptions } from './probabilities.js';

export interface BrierOptions extends ProbabilityOptions {
  /** Of two classes, the one whose probability is given. Default: 1, or else the larger number. */
  posLabel?: Label;
}

/** Options of {@link brierScoreLoss}. */
export interface BrierScoreOptions extends BrierOptions {
  /** Halves the sum of squares, so that it is 1 at most. Default 'auto': for two classes only. */
  scaleByHalf?: boolean | 'auto';
}

/**
 * The mean squared difference of probabilities and outcomes: 0 is perfect. scikit-learn:
 * `brier_score_loss`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each class, [samples, classes]
 * @param probabilities [samples, classes]; or [samples] for two classes
 * @throws MetricError
 */
export function brierScoreLoss(
  labels: Labels | Indicators,
  probabilities: Values,
  options: BrierScoreOptions = {},
): number {
  const metric = 'brierScoreLoss';
  const { scaleByHalf } = withDefaults(metric, options, {
    posLabel: undefined,
    labels: undefined,
    scaleByHalf: 'auto',
    sampleWeight: undefined,
  });
  const given = binaryOrMoreOf(metric, labels, probabilities, options);
  const halve = scaleByHalf === 'auto' ? given.columns < 3 : scaleByHalf;
  return weightedMean(metric, squaredDistances(given), given.weights) / (halve ? 2 : 1);
}

/** The sum of squared differences of each sample. */
export function squaredDistances({ samples, columns, outcomes, probabilities }: Probabilities) {
  const distances = new Float64Array(samples);
  for (let i = 0; i < outcomes.length; i++) {
    distances[Math.floor(i / columns)] += (outcomes[i] - probabilities[i]) ** 2;
  }
  return distances;
}
