/** What a binary decision by a threshold gets right and wrong, for every threshold. */
import { encode } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import { checkLengths, type Label, type Labels, readClassVector } from '../input/labels.js';
import { matrix, onlyColumn, type Values } from '../input/matrix.js';
import { type Weighted, weightsOf } from '../input/weights.js';
import { descendingOrder } from './order.js';

/** Of which class the scores are. */
export interface PositiveOptions {
  /** The class that high scores stand for. Default 1, where the classes are 0 and 1 or -1 and 1. */
  posLabel?: Label;
}

/** Counts at falling thresholds: a sample is taken for positive where its score is the threshold or more. */
export interface ThresholdCounts {
  readonly thresholds: Float64Array;
  /** Numbers or weights of samples. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/** Whether each sample is positive (1 or 0), its score and its weight. */
export interface BinaryScores {
  readonly positive: Uint8Array;
  readonly scores: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

/** @throws MetricError unless there is one score for each sample, and it is clear which class is positive. */
export function binaryScores(
  metric: string,
  labels: Labels,
  scores: Values,
  options: PositiveOptions & Weighted,
): BinaryScores & { readonly classes: readonly Label[] } {
  const { classes, codes } = encode(metric, readClassVector(metric, 'labels', labels));
  const data = onlyColumn(metric, 'scores', matrix(metric, 'scores', scores));
  checkLengths(metric, 'scores', codes.length, data.length);
  const weights = weightsOf(metric, options, codes.length);
  const positive = positiveOf(metric, classes, options.posLabel);
  return { positive: isEach(codes, classes.indexOf(positive)), scores: data, weights, classes };
}

function positiveOf(metric: string, classes: readonly Label[], given: Label | undefined): Label {
  if (given !== undefined) return given;
  if (classes.length > 2) {
    throw new MetricError(
      metric,
      `there are ${classes.length} classes; it takes two. Pass posLabel: one class against the rest.`,
    );
  }
  const isUsual = ['0,1', '-1,1', '0', '-1', '1'].includes(classes.join());
  if (isUsual && classes.every((label) => typeof label === 'number')) return 1;
  throw new MetricError(
    metric,
    `the classes are ${classes.join(' and ')}. Pass posLabel: the one that high scores stand for.`,
  );
}

/** 1 where the code is the wanted one, else 0. */
export function isEach(codes: Int32Array, wanted: number): Uint8Array {
  const result = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) if (codes[i] === wanted) result[i] = 1;
  return result;
}

/** Samples of weight 0 give no thresholds. */
export function countByThreshold({ positive, scores, weights }: BinaryScores): ThresholdCounts {
  const order = descendingOrder(scores);
  const thresholds = new Float64Array(order.length);
  const truePositives = new Float64Array(order.length);
  const falsePositives = new Float64Array(order.length);
  let right = 0;
  let wrong = 0;
  let last = -1;
  for (let i = 0; i < order.length; i++) {
    const sample = order[i];
    const weight = weights ? weights[sample] : 1;
    if (weight === 0) continue;
    if (last < 0 || scores[sample] !== thresholds[last]) last++;
    if (positive[sample] === 1) right += weight;
    else wrong += weight;
    thresholds[last] = scores[sample];
    truePositives[last] = right;
    falsePositives[last] = wrong;
  }
  return {
    thresholds: thresholds.subarray(0, last + 1),
    truePositives: truePositives.subarray(0, last + 1),
    falsePositives: falsePositives.subarray(0, last + 1),
  };
}

export function pick(counts: ThresholdCounts, keeps: (i: number) => boolean): ThresholdCounts {
  const of = (values: Float64Array) => values.filter((_, i) => keeps(i));
  return {
    thresholds: of(counts.thresholds),
    truePositives: of(counts.truePositives),
    falsePositives: of(counts.falsePositives),
  };
}

export function withFirst(first: number, values: Float64Array): Float64Array {
  const result = new Float64Array(values.length + 1);
  result[0] = first;
  result.set(values, 1);
  return result;
}

/** Leaves out the points between two others of the same true positives. */
export function withoutVerticals(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives: tps } = counts;
  if (tps.length <= 2) return counts;
  return pick(
    counts,
    (i) => i === 0 || i === tps.length - 1 || tps[i] !== tps[i - 1] || tps[i + 1] !== tps[i],
  );
}
