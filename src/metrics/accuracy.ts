/** How many predictions are right. */
import { checkScoreColumns, classesIn, columnOf, indexOf } from './classes.js';
import { MetricError } from './errors.js';
import {
  checkLengths,
  type Label,
  type Labels,
  labelPair,
  labelVector,
  type Matrix,
  matrix,
  type Values,
} from './input.js';

export interface AccuracyOptions {
  /** False: the number of right ones instead of their share. */
  normalize?: boolean;
}

/**
 * The share of right predictions, 0 to 1. scikit-learn: `accuracy_score`.
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function accuracyScore(
  labels: Labels,
  predicted: Labels,
  options: AccuracyOptions = {},
): number {
  const [truth, guess] = labelPair('accuracyScore', labels, predicted);
  const right = truth.filter((label, i) => label === guess[i]).length;
  return options.normalize === false ? right : right / truth.length;
}

export interface TopKOptions extends AccuracyOptions {
  /** How many of the highest scores count. Default 2. */
  k?: number;
  /** The class of each column, ascending; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The share of samples whose class is among the k highest scores. Of equal scores the later column
 * counts as higher. scikit-learn: `top_k_accuracy_score`.
 *
 * @param labels the true classes, [samples]
 * @param scores [samples, classes]; or [samples] for two classes: the second one's score, which wins
 *   above 0.5, or above 0 where some score is not between 0 and 1
 * @throws MetricError
 */
export function topKAccuracyScore(
  labels: Labels,
  scores: Values,
  options: TopKOptions = {},
): number {
  const metric = 'topKAccuracyScore';
  const { k = 2, normalize = true } = options;
  if (!Number.isInteger(k) || k < 1)
    throw new MetricError(metric, `k is ${k}; it must be 1 or more.`);
  const truth = labelVector(metric, 'labels', labels);
  const table = matrix(metric, 'scores', scores);
  checkLengths(metric, 'scores', truth.length, table.rows);
  const classes = options.labels ?? classesIn(metric, truth);
  checkScoreColumns(metric, classes, table.flat ? 2 : table.columns);
  if (k >= classes.length) {
    console.warn(`${metric}: k = ${k} of ${classes.length} classes is always right.`);
  }
  const index = indexOf(classes);
  const threshold = table.flat ? thresholdOf(table.data) : 0;
  const right = truth.filter((label, row) => {
    const column = columnOf(metric, index, label);
    if (!table.flat) return rankOf(column, row, table) < k;
    return k > 1 || Number((table.data[row] ?? 0) > threshold) === column;
  }).length;
  return normalize ? right / truth.length : right;
}

/** How many columns of the row come before this one. */
function rankOf(column: number, row: number, { data, columns }: Matrix): number {
  const own = data[row * columns + column] ?? 0;
  let before = 0;
  for (let other = 0; other < columns; other++) {
    const score = data[row * columns + other] ?? 0;
    if (score > own || (score === own && other > column)) before++;
  }
  return before;
}

function thresholdOf(scores: ArrayLike<number>): number {
  return Array.from(scores).every((score) => score >= 0 && score <= 1) ? 0.5 : 0;
}
