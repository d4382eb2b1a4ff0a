/** Precision against recall, and the area under it. */
import { classesIn } from './classes.js';
import { type Label, type Labels, labelVector, matrix, type Values } from './input.js';
import { oneVersusRest, scoreTable } from './one-versus-rest.js';
import {
  type BinaryScores,
  binaryScores,
  countByThreshold,
  type PositiveOptions,
} from './thresholds.js';

export interface PrecisionRecallCurve {
  /** The last is 1, for a threshold above all scores. */
  readonly precision: readonly number[];
  /** Falling; the last is 0. */
  readonly recall: readonly number[];
  /** Rising; one fewer than the points. */
  readonly thresholds: readonly number[];
}

/**
 * Precision and recall at every threshold. Without positives, recall is 1 and a warning says so.
 * scikit-learn: `precision_recall_curve`.
 *
 * @param labels the true classes of two, [samples]
 * @param scores high for the positive class, [samples]
 * @throws MetricError
 */
export function precisionRecallCurve(
  labels: Labels,
  scores: Values,
  options: PositiveOptions = {},
): PrecisionRecallCurve {
  return curveOf(binaryScores('precisionRecallCurve', labels, scores, options));
}

function curveOf(scores: BinaryScores): PrecisionRecallCurve {
  const { thresholds, truePositives: tps, falsePositives: fps } = countByThreshold(scores);
  const positives = tps[tps.length - 1];
  if (positives === 0) {
    console.warn('Recall is not defined where no sample is of the positive class; it is 1 here.');
  }
  return {
    precision: [...tps.map((count, i) => count / (count + fps[i])).reverse(), 1],
    recall: [...tps.map((count) => (positives === 0 ? 1 : count / positives)).reverse(), 0],
    thresholds: [...thresholds].reverse(),
  };
}

export interface AveragePrecisionOptions extends PositiveOptions {
  /** How the figures of several classes become one. Default 'macro'. */
  average?: 'macro' | 'weighted' | 'micro' | null;
  /** The class of each column; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The mean of the precisions at each threshold, weighted by the recall gained there: the area under
 * `precisionRecallCurve` without interpolation. scikit-learn: `average_precision_score`.
 *
 * @param labels the true classes, [samples]
 * @param scores [samples] for two classes, [samples, classes] for more
 * @throws MetricError
 */
export function averagePrecisionScore(
  labels: Labels,
  scores: Values,
  options: AveragePrecisionOptions & { average: null },
): number[];
export function averagePrecisionScore(
  labels: Labels,
  scores: Values,
  options?: AveragePrecisionOptions & { average?: 'macro' | 'weighted' | 'micro' },
): number;
export function averagePrecisionScore(
  labels: Labels,
  scores: Values,
  options: AveragePrecisionOptions = {},
): number | number[] {
  const metric = 'averagePrecisionScore';
  const truth = labelVector(metric, 'labels', labels);
  const isBinary = matrix(metric, 'scores', scores).columns === 1;
  if (isBinary && classesIn(metric, truth).length <= 2) {
    return areaOf(binaryScores(metric, truth, scores, options));
  }
  const { average = 'macro' } = options;
  return oneVersusRest(scoreTable(metric, truth, scores, options.labels), areaOf, average);
}

function areaOf(scores: BinaryScores): number {
  const { precision, recall } = curveOf(scores);
  if (!scores.positive.some(Boolean)) return 0;
  let area = 0;
  for (let i = 0; i < recall.length - 1; i++) area += (recall[i] - recall[i + 1]) * precision[i];
  return Math.max(0, area);
}
