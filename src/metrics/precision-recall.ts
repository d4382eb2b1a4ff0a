/** Precision, recall and F1, for each class or averaged. scikit-learn: `precision_recall_fscore_support`. */
import { classesIn } from './classes.js';
import { MetricError } from './errors.js';
import { type Label, type Labels, labelPair } from './input.js';

/**
 * - `binary`: of the class `posLabel`, where there are two classes at most;
 * - `micro`: of all decisions together; `macro`: the mean of the classes;
 * - `weighted`: their mean weighted by support; null: each class for itself.
 */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted' | null;

/** What a figure is where it would be 0 / 0: `warn` is 0 and says so. NaN is left out of averages. */
export type ZeroDivision = 'warn' | 0 | 1 | typeof Number.NaN;

export interface PrecisionRecallOptions {
  /** The classes and their order. Default: all that occur. */
  labels?: readonly Label[];
  /** Default 'binary' of the single scores, null of all together, as in scikit-learn. */
  average?: Average;
  /** The class that `binary` is about. Default 1. */
  posLabel?: Label;
  zeroDivision?: ZeroDivision;
}

export interface ClassScores {
  precision: number[];
  recall: number[];
  f1Score: number[];
  /** How many samples of the class there are. */
  support: number[];
}

export interface AverageScores {
  precision: number;
  recall: number;
  f1Score: number;
}

type Metric = keyof AverageScores;

/**
 * Precision, recall, F1 and support. With an average, each is one number and support is left out.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function precisionRecallFscoreSupport(
  labels: Labels,
  predicted: Labels,
  options?: PrecisionRecallOptions & { average?: null },
): ClassScores;
export function precisionRecallFscoreSupport(
  labels: Labels,
  predicted: Labels,
  options: PrecisionRecallOptions & { average: Exclude<Average, null> },
): AverageScores;
export function precisionRecallFscoreSupport(
  labels: Labels,
  predicted: Labels,
  options: PrecisionRecallOptions = {},
): ClassScores | AverageScores {
  const all = ['precision', 'recall', 'f1Score'] as const;
  const counts = countDecisions('precisionRecallFscoreSupport', labels, predicted, options);
  const scores = scoresOf(counts, options.zeroDivision, all);
  const { average = null } = options;
  if (average === null) return { ...scores, support: counts.map((count) => count.actual) };
  return {
    precision: averageOf(scores.precision, counts, average),
    recall: averageOf(scores.recall, counts, average),
    f1Score: averageOf(scores.f1Score, counts, average),
  };
}

type Score = {
  (
    labels: Labels,
    predicted: Labels,
    options: PrecisionRecallOptions & { average: null },
  ): number[];
  (
    labels: Labels,
    predicted: Labels,
    options?: PrecisionRecallOptions & { average?: Exclude<Average, null> },
  ): number;
};

/** Of what was predicted as a class, the share that is of it. scikit-learn: `precision_score`. */
export const precisionScore = score('precisionScore', 'precision');

/** Of what is of a class, the share that was predicted as it. scikit-learn: `recall_score`. */
export const recallScore = score('recallScore', 'recall');

/** The harmonic mean of precision and recall. scikit-learn: `f1_score`. */
export const f1Score = score('f1Score', 'f1Score');

function score(name: string, metric: Metric): Score {
  function one(
    labels: Labels,
    predicted: Labels,
    options: PrecisionRecallOptions & { average: null },
  ): number[];
  function one(
    labels: Labels,
    predicted: Labels,
    options?: PrecisionRecallOptions & { average?: Exclude<Average, null> },
  ): number;
  function one(labels: Labels, predicted: Labels, options: PrecisionRecallOptions = {}) {
    const { average = 'binary' } = options;
    const counts = countDecisions(name, labels, predicted, { ...options, average });
    const values = scoresOf(counts, options.zeroDivision, [metric])[metric];
    return average === null ? values : averageOf(values, counts, average);
  }
  return one;
}

/** What was decided about one class (or about all, for `micro`). */
interface Decisions {
  /** Of this class and predicted as it. */
  readonly right: number;
  readonly predicted: number;
  readonly actual: number;
}

function countDecisions(
  metric: string,
  labels: Labels,
  predicted: Labels,
  options: PrecisionRecallOptions,
): Decisions[] {
  const [truth, guess] = labelPair(metric, labels, predicted);
  const { average = null } = options;
  const present = classesIn(metric, truth, guess);
  const classes = average === 'binary' ? positive(metric, present, options) : options.labels;
  const actual = tally(truth);
  const guessed = tally(guess);
  const right = tally(truth.filter((label, i) => label === guess[i]));
  const counts = (classes ?? present).map((label) => ({
    right: right.get(label) ?? 0,
    predicted: guessed.get(label) ?? 0,
    actual: actual.get(label) ?? 0,
  }));
  return average === 'micro' ? [counts.reduce(add, { right: 0, predicted: 0, actual: 0 })] : counts;
}

/** The one class that `binary` is about. */
function positive(metric: string, present: Label[], options: PrecisionRecallOptions): Label[] {
  const { posLabel = 1 } = options;
  if (present.length > 2) {
    throw new MetricError(
      metric,
      `average is 'binary', but there are ${present.length} classes. ` +
        "Choose average: 'macro', 'micro', 'weighted' or null (one figure for each class).",
    );
  }
  if (present.length === 2 && !present.includes(posLabel)) {
    throw new MetricError(
      metric,
      `posLabel is ${posLabel}, but the classes are ${present.join(' and ')}.`,
    );
  }
  return [posLabel];
}

function scoresOf(
  counts: readonly Decisions[],
  zeroDivision: ZeroDivision = 'warn',
  wanted: readonly Metric[],
): Record<Metric, number[]> {
  const divide = (metric: Metric, why: string, numerator: number, denominator: number) => {
    if (denominator !== 0) return numerator / denominator;
    if (zeroDivision !== 'warn') return zeroDivision;
    if (wanted.includes(metric)) warned.set(metric, why);
    return 0;
  };
  const warned = new Map<Metric, string>();
  const scores = {
    precision: counts.map((n) => divide('precision', 'was predicted', n.right, n.predicted)),
    recall: counts.map((n) => divide('recall', 'occurs', n.right, n.actual)),
    f1Score: counts.map((n) =>
      divide('f1Score', 'occurs or was predicted', 2 * n.right, n.predicted + n.actual),
    ),
  };
  for (const [metric, why] of warned) {
    console.warn(
      `${metric} is 0 where it is not defined: for a class that never ${why}. ` +
        'Pass zeroDivision (0, 1 or NaN) to choose and to silence this.',
    );
  }
  return scores;
}

/** NaN stands for "not defined" and doesn't count; weights that are all zero are ignored. */
function averageOf(values: number[], counts: readonly Decisions[], average: Average): number {
  const weights = counts.map(({ actual }) => (average === 'weighted' ? actual : 1));
  const defined = values.flatMap((value, i) =>
    Number.isNaN(value) ? [] : [{ value, weight: weights[i] ?? 0 }],
  );
  const total = defined.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return defined.reduce((sum, { value }) => sum + value, 0) / defined.length;
  return defined.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

function tally(labels: readonly Label[]): Map<Label, number> {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

const add = (a: Decisions, b: Decisions): Decisions => ({
  right: a.right + b.right,
  predicted: a.predicted + b.predicted,
  actual: a.actual + b.actual,
});
