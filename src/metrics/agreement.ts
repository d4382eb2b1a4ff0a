/** Agreement beyond chance, from the confusion matrix. */
import { classesIn } from './classes.js';
import { confusionMatrix } from './confusion-matrix.js';
import { MetricError } from './errors.js';
import { type Label, type Labels, labelPair } from './input.js';

export interface BalancedAccuracyOptions {
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
  { adjusted = false }: BalancedAccuracyOptions = {},
): number {
  const counts = confusionMatrix(labels, predicted);
  const recalls = counts.flatMap((row, i) => {
    const samples = total(row);
    return samples === 0 ? [] : [row[i] / samples];
  });
  if (recalls.length < counts.length) {
    console.warn('balancedAccuracyScore: some predicted classes never occur; they do not count.');
  }
  const score = total(recalls) / recalls.length;
  const chance = 1 / recalls.length;
  return adjusted ? (score - chance) / (1 - chance) : score;
}

/**
 * The correlation of true and predicted classes: 1 is perfect, 0 is chance; 0 too where all samples are of
 * one class. scikit-learn: `matthews_corrcoef`; see Gorodkin 2004 for several classes.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function matthewsCorrcoef(labels: Labels, predicted: Labels): number {
  const counts = confusionMatrix(labels, predicted);
  const actual = counts.map(total);
  const guessed = columnsOf(counts).map(total);
  const right = total(counts.map((row, i) => row[i]));
  const samples = total(actual);
  const covariance = right * samples - dot(actual, guessed);
  const spread = (samples ** 2 - dot(guessed, guessed)) * (samples ** 2 - dot(actual, actual));
  return spread === 0 ? 0 : covariance / Math.sqrt(spread);
}

export interface CohenKappaOptions {
  /** How much a confusion of classes i and j counts: |i - j| or (i - j)²; else all the same. */
  weights?: 'linear' | 'quadratic';
  /** The classes and their order. Default: all that occur. */
  labels?: readonly Label[];
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
  { weights, labels }: CohenKappaOptions = {},
): number {
  const metric = 'cohenKappaScore';
  if (weights !== undefined && weights !== 'linear' && weights !== 'quadratic') {
    throw new MetricError(metric, `weights is ${String(weights)}; it is 'linear' or 'quadratic'.`);
  }
  const classes = labels ?? classesIn(metric, ...labelPair(metric, first, second));
  const counts = confusionMatrix(first, second, { labels: classes });
  const rows = counts.map(total);
  const columns = columnsOf(counts).map(total);
  const samples = total(rows);
  let found = 0;
  let expected = 0;
  counts.forEach((row, i) => {
    row.forEach((count, j) => {
      const weight = weightOf(i, j, weights);
      found += weight * count;
      expected += (weight * rows[i] * columns[j]) / samples;
    });
  });
  return 1 - found / expected;
}

function weightOf(i: number, j: number, weights: CohenKappaOptions['weights']): number {
  switch (weights) {
    case undefined:
      return Number(i !== j);
    case 'linear':
      return Math.abs(i - j);
    case 'quadratic':
      return (i - j) ** 2;
    default:
      return weights satisfies never;
  }
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
const columnsOf = (matrix: readonly number[][]) =>
  matrix.map((_, j) => matrix.map((row) => row[j]));
