/** How many predictions are right, or wrong. */
import { checkOptionNames, withDefaults } from '../../tensor/index.js';
import type { Indicators, Labels } from '../input/labels.js';
import { sum, type Weighted, weightedMean, weightedSum } from '../input/weights.js';
import { type Comparison, compareLabels } from './comparison.js';

export interface AccuracyOptions extends Weighted {
  /** False: the number (or weight) of samples instead of their share. Default true. */
  normalize?: boolean;
}

const ACCURACY = { normalize: true, sampleWeight: undefined };

/**
 * The share of right predictions, 0 to 1; of several labels a sample, all must be right. scikit-learn:
 * `accuracy_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function accuracyScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: AccuracyOptions = {},
): number {
  const metric = 'accuracyScore';
  const { normalize } = withDefaults(metric, options, ACCURACY);
  const comparison = compareLabels(metric, labels, predicted, options);
  const right = rightOnes(comparison);
  return normalize
    ? weightedMean(metric, right, comparison.weights)
    : weightedSum(right, comparison.weights);
}

/**
 * The share of wrong predictions, 0 to 1; of several labels a sample, one that is wrong is enough.
 * scikit-learn: `zero_one_loss`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function zeroOneLoss(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: AccuracyOptions = {},
): number {
  const metric = 'zeroOneLoss';
  const { normalize } = withDefaults(metric, options, ACCURACY);
  const comparison = compareLabels(metric, labels, predicted, options);
  const { samples, weights } = comparison;
  const right = rightOnes(comparison);
  if (normalize) return 1 - weightedMean(metric, right, weights);
  return (weights ? sum(weights) : samples) - weightedSum(right, weights);
}

/**
 * The share of labels that are wrong: of several labels a sample each counts; of one class a sample it is
 * `zeroOneLoss`. scikit-learn: `hamming_loss`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function hammingLoss(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: Weighted = {},
): number {
  const metric = 'hammingLoss';
  checkOptionNames(metric, options, { sampleWeight: undefined });
  const comparison = compareLabels(metric, labels, predicted, options);
  const columns = comparison.kind === 'multilabel' ? comparison.columns : 1;
  const shares = wrongLabels(comparison).map((wrong) => wrong / columns);
  return weightedMean(metric, shares, comparison.weights);
}

/** 1 where all labels of a sample are right, else 0. */
function rightOnes(comparison: Comparison): ArrayLike<number> {
  const wrong = wrongLabels(comparison);
  const right = new Uint8Array(wrong.length);
  for (let i = 0; i < wrong.length; i++) if (wrong[i] === 0) right[i] = 1;
  return right;
}

/** How many labels of each sample are wrong. */
function wrongLabels(comparison: Comparison): Float64Array {
  const { samples, truth, guess } = comparison;
  const columns = comparison.kind === 'multilabel' ? comparison.columns : 1;
  const wrong = new Float64Array(samples);
  for (let row = 0, at = 0; row < samples; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if (truth[at] !== guess[at]) wrong[row]++;
    }
  }
  return wrong;
}
