/** Precision, recall and F scores, for each class or averaged. scikit-learn: `precision_recall_fscore_support`. */
import { withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Indicators, Labels } from '../input/labels.js';
import { sum, weightedSum } from '../input/weights.js';
import { type Average, countDecisions, type DecisionOptions, type Decisions } from './decisions.js';
import { divide, type ZeroDivision } from './zero-division.js';

/** Options of {@link precisionScore} and its kin. */
export interface PrecisionRecallOptions extends DecisionOptions {
  /** Default 'binary' of the single scores, null of all together, as in scikit-learn. */
  average?: Average;
  /** Default 'warn'. */
  zeroDivision?: ZeroDivision;
}

export const SCORE_DEFAULTS = {
  labels: undefined,
  posLabel: undefined,
  average: 'binary',
  zeroDivision: 'warn',
  sampleWeight: undefined,
} as const;

export interface FbetaOptions extends PrecisionRecallOptions {
  /** How many times as important as precision recall is; 1 is the F1 score. */
  beta: number;
}

/** Scores of each class, in the order of the classes. */
export interface ClassScores {
  /** The share of those predicted as the class that are of it. */
  precision: number[];
  /** The share of the class that was predicted as it. */
  recall: number[];
  /** With beta 1, as by default, the F1 score. */
  fbetaScore: number[];
  /** How many samples of the class there are, or their weight. */
  support: number[];
}

/** Scores of all classes together. */
export interface AverageScores {
  /** The share of those predicted as the class that are of it. */
  precision: number;
  /** The share of the class that was predicted as it. */
  recall: number;
  /** The harmonic mean of precision and recall, recall `beta` times as important. */
  fbetaScore: number;
}

/**
 * Precision, recall, F score and support. With an average, each is one number and support is left out.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function precisionRecallFscoreSupport(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options?: Partial<FbetaOptions> & { average?: null },
): ClassScores;
export function precisionRecallFscoreSupport(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: Partial<FbetaOptions> & { average: Exclude<Average, null> },
): AverageScores;
export function precisionRecallFscoreSupport(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: Partial<FbetaOptions> = {},
): ClassScores | AverageScores {
  const metric = 'precisionRecallFscoreSupport';
  const { average, beta, zeroDivision } = withDefaults(metric, options, {
    ...SCORE_DEFAULTS,
    average: null,
    beta: 1,
  });
  const decisions = countDecisions(metric, labels, predicted, average, options);
  const precision = precisionOf('precision', decisions, zeroDivision);
  const recall = recallOf('recall', decisions, zeroDivision);
  const fbetaScore = fbetaOf('fbetaScore', decisions, zeroDivision, beta);
  if (average === null) {
    return { precision, recall, fbetaScore, support: Array.from(decisions.actual) };
  }
  return {
    precision: averageOf(precision, decisions, average),
    recall: averageOf(recall, decisions, average),
    fbetaScore: averageOf(fbetaScore, decisions, average),
  };
}

interface Score {
  (
    labels: Labels | Indicators,
    predicted: Labels | Indicators,
    options: PrecisionRecallOptions & { average: null },
  ): number[];
  (
    labels: Labels | Indicators,
    predicted: Labels | Indicators,
    options?: PrecisionRecallOptions & { average?: Exclude<Average, null> },
  ): number;
}

/** Of what was predicted as a class, the share that is of it. scikit-learn: `precision_score`. */
export const precisionScore = score('precisionScore', precisionOf);

/** Of what is of a class, the share that was predicted as it. scikit-learn: `recall_score`. */
export const recallScore = score('recallScore', recallOf);

/** The harmonic mean of precision and recall. scikit-learn: `f1_score`. */
export const f1Score = score('f1Score', fbetaOf);

function score(
  metric: string,
  figure: (metric: string, decisions: Decisions, zeroDivision: ZeroDivision) => number[],
): Score {
  function one(
    labels: Labels | Indicators,
    predicted: Labels | Indicators,
    options: PrecisionRecallOptions & { average: null },
  ): number[];
  function one(
    labels: Labels | Indicators,
    predicted: Labels | Indicators,
    options?: PrecisionRecallOptions & { average?: Exclude<Average, null> },
  ): number;
  function one(
    labels: Labels | Indicators,
    predicted: Labels | Indicators,
    options: PrecisionRecallOptions = {},
  ) {
    const { average, zeroDivision } = withDefaults(metric, options, SCORE_DEFAULTS);
    const decisions = countDecisions(metric, labels, predicted, average, options);
    const values = figure(metric, decisions, zeroDivision);
    return average === null ? values : averageOf(values, decisions, average);
  }
  return one;
}

/**
 * The weighted harmonic mean of precision and recall. scikit-learn: `fbeta_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each label, [samples, labels]
 * @param predicted the predicted ones, of the same shape
 * @throws MetricError
 */
export function fbetaScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: FbetaOptions & { average: null },
): number[];
export function fbetaScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: FbetaOptions & { average?: Exclude<Average, null> },
): number;
export function fbetaScore(
  labels: Labels | Indicators,
  predicted: Labels | Indicators,
  options: FbetaOptions,
): number | number[] {
  const metric = 'fbetaScore';
  const { average, zeroDivision, beta } = withDefaults(metric, options, {
    ...SCORE_DEFAULTS,
    // Required: NaN is refused.
    beta: Number.NaN,
  });
  const decisions = countDecisions(metric, labels, predicted, average, options);
  const values = fbetaOf(metric, decisions, zeroDivision, beta);
  return average === null ? values : averageOf(values, decisions, average);
}

function precisionOf(metric: string, { right, predicted }: Decisions, zeroDivision: ZeroDivision) {
  return divide(metric, right, predicted, zeroDivision, 'never was predicted');
}

function recallOf(metric: string, { right, actual }: Decisions, zeroDivision: ZeroDivision) {
  return divide(metric, right, actual, zeroDivision, 'never occurs');
}

function fbetaOf(metric: string, decisions: Decisions, zeroDivision: ZeroDivision, beta = 1) {
  if (!(beta >= 0)) {
    throw new MetricError(metric, `beta is ${beta}; it is 0 (precision) to Infinity (recall).`);
  }
  if (beta === 0) return precisionOf(metric, decisions, zeroDivision);
  if (beta === Infinity) return recallOf(metric, decisions, zeroDivision);
  const { right, predicted, actual } = decisions;
  return divide(
    metric,
    right.map((count) => (1 + beta ** 2) * count),
    actual.map((count, i) => beta ** 2 * count + predicted[i]),
    zeroDivision,
    'neither occurs nor was predicted',
  );
}

/** NaN stands for "not defined" and doesn't count; weights that are all zero are ignored. */
function averageOf(
  values: readonly number[],
  { actual, weights }: Decisions & { readonly weights: Float64Array | undefined },
  average: Exclude<Average, null>,
): number {
  const given = average === 'weighted' ? actual : average === 'samples' ? weights : undefined;
  const defined = values.map((_, i) => i).filter((i) => !Number.isNaN(values[i]));
  const pick = (from: ArrayLike<number>) => defined.map((i) => from[i]);
  const kept = given && pick(given);
  if (!kept || sum(kept) === 0) return sum(pick(values)) / defined.length;
  return weightedSum(pick(values), kept) / sum(kept);
}
