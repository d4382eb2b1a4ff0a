/** Whether the right class is among those with the highest scores. */
import { withDefaults } from '../../tensor/index.js';
import { checkAllClasses, encode } from '../input/classes.js';
import { MetricError } from '../input/errors.js';
import { checkLengths, type Label, type Labels, readClassVector } from '../input/labels.js';
import { type Matrix, matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightedSum, weightsOf } from '../input/weights.js';

export interface TopKOptions extends Weighted {
  /** How many of the highest scores count. Default 2. */
  k?: number;
  /** False: the number (or weight) of right ones instead of their share. Default true. */
  normalize?: boolean;
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
  const { k, normalize } = withDefaults(metric, options, {
    k: 2,
    normalize: true,
    labels: undefined,
    sampleWeight: undefined,
  });
  if (!Number.isInteger(k) || k < 1)
    throw new MetricError(metric, `k is ${k}; it must be 1 or more.`);
  const { classes, codes } = encode(metric, readClassVector(metric, 'labels', labels));
  const table = matrix(metric, 'scores', scores);
  checkLengths(metric, 'scores', codes.length, table.rows);
  const weights = weightsOf(metric, options, codes.length);
  const all = options.labels ?? classes;
  checkAllClasses(metric, all, classes);
  const isBinary = table.columns === 1;
  if (all.length !== (isBinary ? 2 : table.columns)) {
    throw new MetricError(
      metric,
      `there are ${all.length} classes, but scores of ${isBinary ? 2 : table.columns}. Pass ` +
        '`labels` with the class of each column.',
    );
  }
  if (k >= all.length) {
    console.warn(`${metric}: k = ${k} of ${all.length} classes is always right.`);
  }
  const columns = classes.map((label) => all.indexOf(label));
  const threshold = isBinary ? thresholdOf(table.data) : 0;
  const right = Float64Array.from(codes, (code, row) => {
    if (!isBinary) return Number(rankOf(columns[code], row, table) < k);
    return Number(k > 1 || Number(table.data[row] > threshold) === columns[code]);
  });
  return normalize ? weightedMean(metric, right, weights) : weightedSum(right, weights);
}

/** How many columns of the row come before this one. */
function rankOf(column: number, row: number, { data, columns }: Matrix): number {
  const own = data[row * columns + column];
  let before = 0;
  for (let other = 0; other < columns; other++) {
    const score = data[row * columns + other];
    if (score > own || (score === own && other > column)) before++;
  }
  return before;
}

function thresholdOf(scores: ArrayLike<number>): number {
  return Array.from(scores).every((score) => score >= 0 && score <= 1) ? 0.5 : 0;
}
