/** How far true and predicted labels overlap. */
import { withDefaults } from '../../tensor/index.js';
import type { Indicators, Labels } from '../input/labels.js';
import { weightedMean } from '../input/weights.js';
import { type Average, countDecisions } from './decisions.js';
import { type PrecisionRecallOptions, SCORE_DEFAULTS } from './precision-recall.js';
import { divide } from './zero-division.js';

/**
 * The size of the intersection of true and predicted ones, divided by that of their union: 0 to 1.
 * scikit-learn: `jaccard_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function jaccardScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: PrecisionRecallOptions & { average: null },
): number[];
export function jaccardScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options?: PrecisionRecallOptions & { average?: Exclude<Average, null> },
): number;
export function jaccardScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: PrecisionRecallOptions = {},
): number | number[] {
  const metric = 'jaccardScore';
  const { average, zeroDivision } = withDefaults(metric, options, SCORE_DEFAULTS);
  const {
    right,
    predicted: guessed,
    actual,
    weights,
  } = countDecisions(metric, labels, predicted, average, options);
  const union = actual.map((count, i) => count + guessed[i] - right[i]);
  const values = divide(metric, right, union, zeroDivision, 'neither occurs nor was predicted');
  if (average === null) return values;
  const given = average === 'weighted' ? actual : average === 'samples' ? weights : undefined;
  return weightedMean(metric, values, given?.some((weight) => weight !== 0) ? given : undefined);
}
