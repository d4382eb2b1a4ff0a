/** What a binary decision by a threshold gets right and wrong, for every threshold. */
import { MetricError } from './errors.js';
import {
  checkLengths,
  type Label,
  type Labels,
  labelVector,
  matrix,
  type Values,
} from './input.js';

/** Of which class the scores are. */
export interface PositiveOptions {
  /** The class that high scores stand for. Default 1. */
  posLabel?: Label;
}

/** Counts at falling thresholds: a sample is taken for positive where its score is the threshold or more. */
export interface ThresholdCounts {
  readonly thresholds: readonly number[];
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
}

/** Whether each sample is positive, and its score. */
export interface BinaryScores {
  readonly positive: readonly boolean[];
  readonly scores: ArrayLike<number>;
}

/** @throws MetricError unless there are one score for each sample and two classes at most. */
export function binaryScores(
  metric: string,
  labels: Labels,
  scores: Values,
  { posLabel }: PositiveOptions,
): BinaryScores {
  const truth = labelVector(metric, 'labels', labels);
  const { data, rows, columns } = matrix(metric, 'scores', scores);
  checkLengths(metric, 'scores', truth.length, rows);
  if (columns !== 1) {
    throw new MetricError(metric, `scores have ${columns} columns; it takes one score a sample.`);
  }
  const classes = [...new Set(truth)];
  if (classes.length > 2) {
    throw new MetricError(metric, `there are ${classes.length} classes; it takes two.`);
  }
  if (posLabel === undefined && classes.some((label) => ![-1, 0, 1].includes(Number(label)))) {
    throw new MetricError(
      metric,
      `the classes are ${classes.join(' and ')}. Pass posLabel: the one that high scores stand for.`,
    );
  }
  const wanted = posLabel ?? 1;
  return { positive: truth.map((label) => label === wanted), scores: data };
}

export function countByThreshold({ positive, scores }: BinaryScores): ThresholdCounts {
  const order = positive.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let right = 0;
  order.forEach((sample, i) => {
    right += Number(positive[sample]);
    const next = order[i + 1];
    if (next !== undefined && scores[next] === scores[sample]) return;
    thresholds.push(scores[sample]);
    truePositives.push(right);
    falsePositives.push(i + 1 - right);
  });
  return { thresholds, truePositives, falsePositives };
}
