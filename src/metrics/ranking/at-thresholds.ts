/** What decisions by each threshold are worth. */
import { checkOptionNames } from '../../tensor/index.js';
import type { Labels } from '../input/labels.js';
import type { Values } from '../input/matrix.js';
import type { Weighted } from '../input/weights.js';
import { binaryScores, countByThreshold, type PositiveOptions } from './thresholds.js';

/** Numbers or weights of samples at each threshold. */
export interface ConfusionMatrixAtThresholds {
  /** Negatives that are below the threshold. */
  readonly tns: readonly number[];
  /** Negatives that are not. */
  readonly fps: readonly number[];
  /** Positives that are below the threshold. */
  readonly fns: readonly number[];
  /** Positives that are not. */
  readonly tps: readonly number[];
  /** The different scores, falling. */
  readonly thresholds: readonly number[];
}

/** Options of `confusionMatrixAtThresholds`. */
export interface AtThresholdsOptions extends PositiveOptions, Weighted {}

/**
 * The binary confusion matrix of every threshold. scikit-learn: `confusion_matrix_at_thresholds`.
 *
 * @param labels the true classes of two, [samples]
 * @param scores high for the positive class, [samples]
 * @throws MetricError
 */
export function confusionMatrixAtThresholds(
  labels: Labels,
  scores: Values,
  options: AtThresholdsOptions = {},
): ConfusionMatrixAtThresholds {
  const metric = 'confusionMatrixAtThresholds';
  checkOptionNames(metric, options, { posLabel: undefined, sampleWeight: undefined });
  const counts = countByThreshold(binaryScores(metric, labels, scores, options));
  const fps = Array.from(counts.falsePositives);
  const tps = Array.from(counts.truePositives);
  const [negatives, positives] = [fps[fps.length - 1], tps[tps.length - 1]];
  return {
    tns: fps.map((count) => negatives - count),
    fps,
    fns: tps.map((count) => positives - count),
    tps,
    thresholds: Array.from(counts.thresholds),
  };
}
