/** Agreement beyond chance, from the confusion matrix. */
import { checkOptionNames, withDefaults } from '../../tensor/index.js';
import { checkChoice } from '../input/errors.js';
import type { Label, Labels } from '../input/labels.js';
import { sum, type Weighted, weightedSum } from '../input/weights.js';
import { compareClasses } from './comparison.js';
import { columnSums, countConfusions } from './confusion-matrix.js';

/** Options of {@link balancedAccuracyScore}. */
export interface BalancedAccuracyOptions extends Weighted {
  /** Whether chance becomes 0 and the best stays 1. Default false. */
  adjusted?: boolean;
}

/**
 * The mean recall of the classes that occur, so that rare ones count as much as common ones.
 * scikit-learn: `balanced_accuracy_score`.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function balancedAccuracyScore(
  labels: Labels,
  predicted: Labels,
  options: BalancedAccuracyOptions = {},
): number {
  const metric = 'balancedAccuracyScore';
  const { adjusted } = withDefaults(metric, options, { adjusted: false, sampleWeight: undefined });
  const counts = countConfusions(metric, compareClasses(metric, labels, predicted, options));
  const recalls = counts.flatMap((row, i) => {
    const samples = sum(row);
    return samples === 0 ? [] : [row[i] / samples];
  });
  warnOfOneClass(metric, counts);
  if (recalls.length < counts.length) {
    console.warn(`${metric}: some predicted classes never occur; they do not count.`);
  }
  const score = sum(recalls) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}

/** Where nothing could be told apart, a figure says nothing of the model. */
function warnOfOneClass(metric: string, counts: readonly unknown[]): void {
  if (counts.length > 1) return;
  console.warn(`${metric}: all samples are of one class, and predicted so; it says nothing here.`);
}

/**
 * The correlation of true and predicted classes: 1 is perfect, 0 is chance; 0 too where all samples are of
 * one class. scikit-learn: `matthews_corrcoef`; see Gorodkin 2004 for several classes.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function matthewsCorrcoef(
  labels: Labels,
  predicted: Labels,
  options: Weighted = {},
): number {
  const metric = 'matthewsCorrcoef';
  checkOptionNames(metric, options, { sampleWeight: undefined });
  const counts = countConfusions(metric, compareClasses(metric, labels, predicted, options));
  warnOfOneClass(metric, counts);
  const actual = counts.map(sum);
  const guessed = columnSums(counts);
  const right = sum(counts.map((row, i) => row[i]));
  const samples = sum(actual);
  const covariance = right * samples - weightedSum(actual, guessed);
  const spread =
    (samples ** 2 - weightedSum(guessed, guessed)) * (samples ** 2 - weightedSum(actual, actual));
  return spread === 0 ? 0 : covariance / Math.sqrt(spread);
}

/** Options of {@link cohenKappaScore}. */
export interface CohenKappaOptions extends Weighted {
  /** How much a confusion of classes i and j counts: |i - j| or (i - j)²; else all the same. */
  weights?: 'linear' | 'quadratic' | null;
  /** The classes and their order. Default: all that occur. */
  labels?: readonly Label[];
  /** What kappa is where it is not defined, as where both chose one class only. Default NaN. */
  replaceUndefinedBy?: number;
}

/**
 * How much two raters agree, beyond chance: 1 is always, 0 as chance would. scikit-learn:
 * `cohen_kappa_score`.
 *
 * @param first the classes that one rater chose, [samples]
 * @param second those of the other, [samples]
 * @throws MetricError
 */
export function cohenKappaScore(
  first: Labels,
  second: Labels,
  options: CohenKappaOptions = {},
): number {
  const metric = 'cohenKappaScore';
  const { weights, replaceUndefinedBy } = withDefaults(metric, options, {
    weights: null,
    labels: undefined,
    replaceUndefinedBy: Number.NaN,
    sampleWeight: undefined,
  });
  checkChoice(metric, 'weights', weights, ['linear', 'quadratic', null]);
  const comparison = compareClasses(metric, first, second, options);
  const counts = countConfusions(metric, comparison, options.labels);
  const rows = counts.map(sum);
  const columns = columnSums(counts);
  const samples = sum(rows);
  let found = 0;
  let expected = 0;
  counts.forEach((row, i) => {
    row.forEach((count, j) => {
      const weight = weightOf(i, j, weights);
      found += weight * count;
      expected += (weight * rows[i] * columns[j]) / samples;
    });
  });
  if (samples === 0 || expected === 0) {
    console.warn(
      `${metric} is not defined where ${samples === 0 ? 'no sample has' : 'all samples have'} one ` +
        `of the labels; it is ${replaceUndefinedBy} here. Pass replaceUndefinedBy to choose.`,
    );
    return replaceUndefinedBy;
  }
  return 1 - found / expected;
}

function weightOf(i: number, j: number, weights: 'linear' | 'quadratic' | null): number {
  switch (weights) {
    case null:
      return Number(i !== j);
    case 'linear':
      return Math.abs(i - j);
    case 'quadratic':
      return (i - j) ** 2;
    default:
      return weights satisfies never;
  }
}
