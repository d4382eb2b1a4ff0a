/** What a threshold misses against what it wrongly takes. */
import { withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Labels } from '../input/labels.js';
import type { Values } from '../input/matrix.js';
import type { Weighted } from '../input/weights.js';
import {
  binaryScores,
  countByThreshold,
  type PositiveOptions,
  withFirst,
  withoutVerticals,
} from './thresholds.js';

/** What {@link detCurve} gives, a point for each threshold. */
export interface DetCurve {
  /** The share of negatives taken for positive, at each threshold. */
  readonly fpr: readonly number[];
  /** The share of positives that are missed, at each threshold. */
  readonly fnr: readonly number[];
  /** Rising; the last is Infinity where no negative has the highest score. */
  readonly thresholds: readonly number[];
}

export interface DetCurveOptions extends PositiveOptions, Weighted {
  /** Leaves out thresholds between two others with the same positives. Default false. */
  dropIntermediate?: boolean;
}

/**
 * The detection error tradeoff. scikit-learn: `det_curve`; see Martin et al. 1997.
 *
 * @param labels the true classes of two, [samples]
 * @param scores high for the positive class, [samples]
 * @throws MetricError also where there is one class only.
 */
export function detCurve(labels: Labels, scores: Values, options: DetCurveOptions = {}): DetCurve {
  const metric = 'detCurve';
  const { dropIntermediate } = withDefaults(metric, options, {
    posLabel: undefined,
    dropIntermediate: false,
    sampleWeight: undefined,
  });
  const binary = binaryScores(metric, labels, scores, options);
  if (binary.classes.length !== 2) {
    throw new MetricError(
      metric,
      `the classes are [${binary.classes}]; the curve is defined for two that both occur.`,
    );
  }
  const counts = countByThreshold(binary);
  const start = {
    thresholds: withFirst(Infinity, counts.thresholds),
    truePositives: withFirst(0, counts.truePositives),
    falsePositives: withFirst(0, counts.falsePositives),
  };
  const { thresholds, truePositives, falsePositives } = dropIntermediate
    ? withoutVerticals(start)
    : start;
  const negatives = falsePositives[falsePositives.length - 1];
  const positives = truePositives[truePositives.length - 1];
  // From the last point without false alarms to the first that misses nothing.
  const first = falsePositives.lastIndexOf(0);
  const last = truePositives.indexOf(positives);
  const slice = (values: Float64Array) => Array.from(values.subarray(first, last + 1)).reverse();
  return {
    fpr: slice(falsePositives).map((count) => count / negatives),
    fnr: slice(truePositives).map((count) => (positives - count) / positives),
    thresholds: slice(thresholds),
  };
}
