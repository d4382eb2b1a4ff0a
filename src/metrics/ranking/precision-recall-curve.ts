/** Precision against recall, and the area under it. */
import { withDefaults } from '../../tensor/index.js';
import { encode } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import {
  checkLengths,
  type Indicators,
  type Label,
  type Labels,
  readLabels,
  samplesOf,
} from '../input/labels.js';
import { matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightsOf } from '../input/weights.js';
import { averageScores, classTable, multilabelTable, type ScoreAverage } from './averages.js';
import {
  type BinaryScores,
  binaryScores,
  countByThreshold,
  isEach,
  type PositiveOptions,
  type ThresholdCounts,
  withFirst,
  withoutVerticals,
} from './thresholds.js';

/** What {@link precisionRecallCurve} gives, a point for each threshold. */
export interface PrecisionRecallCurve {
  /** The last is 1, for a threshold above all scores. */
  readonly precision: readonly number[];
  /** Falling; the last is 0. */
  readonly recall: readonly number[];
  /** Rising; one fewer than the points. */
  readonly thresholds: readonly number[];
}

export interface PrecisionRecallCurveOptions extends PositiveOptions, Weighted {
  /** Leaves out thresholds between two others with the same positives. Default false. */
  dropIntermediate?: boolean;
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
  options: PrecisionRecallCurveOptions = {},
): PrecisionRecallCurve {
  const metric = 'precisionRecallCurve';
  const { dropIntermediate } = withDefaults(metric, options, {
    posLabel: undefined,
    dropIntermediate: false,
    sampleWeight: undefined,
  });
  const counts = countByThreshold(binaryScores(metric, labels, scores, options));
  return curveOf(metric, dropIntermediate ? withoutVerticals(counts) : counts);
}

function curveOf(metric: string, counts: ThresholdCounts): PrecisionRecallCurve {
  const { thresholds, truePositives: tps, falsePositives: fps } = counts;
  const positives = tps[tps.length - 1];
  if (positives === 0) {
    console.warn(`${metric}: no sample is of the positive class; recall is 1 here.`);
  }
  const precisions = tps.map((count, i) => (count + fps[i] === 0 ? 0 : count / (count + fps[i])));
  const recalls = tps.map((count) => (positives === 0 ? 1 : count / positives));
  return {
    precision: Array.from(withFirst(1, precisions)).reverse(),
    recall: Array.from(withFirst(0, recalls)).reverse(),
    thresholds: Array.from(thresholds).reverse(),
  };
}

export interface AveragePrecisionOptions extends Weighted {
  /** Default 'macro'. */
  average?: ScoreAverage;
  /** Of two classes, the one that high scores stand for. Default 1. */
  posLabel?: Label;
  /** The class of each column; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The mean of the precisions at each threshold, weighted by the recall gained there: the area under
 * `precisionRecallCurve` without interpolation. scikit-learn: `average_precision_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param scores [samples] for two classes; else [samples, classes] or [samples, labels]
 * @throws MetricError
 */
export function averagePrecisionScore(
  labels: Labels | Indicators,
  scores: Values,
  options: AveragePrecisionOptions & { average: null },
): number[];
export function averagePrecisionScore(
  labels: Labels | Indicators,
  scores: Values,
  options?: AveragePrecisionOptions & { average?: Exclude<ScoreAverage, null> },
): number;
export function averagePrecisionScore(
  labels: Labels | Indicators,
  scores: Values,
  options: AveragePrecisionOptions = {},
): number | number[] {
  const metric = 'averagePrecisionScore';
  const { average, posLabel } = withDefaults(metric, options, {
    average: 'macro',
    posLabel: 1,
    labels: undefined,
    sampleWeight: undefined,
  });
  const input = readLabels(metric, 'labels', labels);
  const table = matrix(metric, 'scores', scores);
  const weights = weightsOf(metric, options, samplesOf(input));
  const area = (of: BinaryScores) => areaOf(metric, of);
  if (input.kind !== 'multilabel') {
    const encoded = encode(metric, input);
    const { classes, codes } = encoded;
    if (table.columns === 1 && classes.length <= 2) {
      checkLengths(metric, 'scores', codes.length, table.rows);
      if (classes.length === 2 && !classes.includes(posLabel)) {
        throw new MetricError(
          metric,
          `posLabel is ${posLabel}, but the classes are ${classes.join(' and ')}. Pass posLabel: the ` +
            'one that high scores stand for.',
        );
      }
      return area({
        positive: isEach(codes, classes.indexOf(posLabel)),
        scores: table.data,
        weights,
      });
    }
    if (table.columns === 2 && classes.length <= 2 && options.labels === undefined) {
      throw new MetricError(
        metric,
        'for two classes it takes one score a sample, got two columns. Pass the one of the positive class: ' +
          "`scores.at(':', 1)`.",
      );
    }
    checkPositive(metric, posLabel);
    const classScores = classTable(metric, encoded, table, options.labels, weights);
    return averageScores(metric, classScores, area, average);
  }
  checkPositive(metric, posLabel);
  return averageScores(metric, multilabelTable(metric, input, table, weights), area, average);
}

function checkPositive(metric: string, posLabel: Label): void {
  if (posLabel === 1) return;
  throw new MetricError(
    metric,
    `posLabel is ${posLabel}; it is for two classes. Of more, average: null gives each one's figure.`,
  );
}

function areaOf(metric: string, scores: BinaryScores): number {
  const { truePositives: tps, falsePositives: fps } = countByThreshold(scores);
  const positives = tps[tps.length - 1];
  if (positives === 0) {
    console.warn(`${metric}: no sample is of the positive class; it is 0 here.`);
    return 0;
  }
  let area = 0;
  for (let i = 0; i < tps.length; i++) {
    const gained = tps[i] - (i === 0 ? 0 : tps[i - 1]);
    if (gained !== 0) area += (gained * tps[i]) / (tps[i] + fps[i]);
  }
  return Math.max(0, area / positives);
}
