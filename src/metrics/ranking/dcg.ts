/** How useful a ranking is whose first places matter most. */
import { checkOptionNames, withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import { checkLengths } from '../input/labels.js';
import { matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightsOf } from '../input/weights.js';
import { descendingOrder } from './order.js';

export interface NdcgOptions extends Weighted {
  /** How many of the first places count. Default: all. */
  k?: number | null;
  /** Whether there are no equal scores, which is faster. Default false. */
  ignoreTies?: boolean;
}

const NDCG_DEFAULTS = { k: null, ignoreTies: false, sampleWeight: undefined };

export interface DcgOptions extends NdcgOptions {
  /** Small: the first places count more. Default 2. */
  logBase?: number;
}

/**
 * The sum of the true relevances in the order of the scores, each divided by the logarithm of its place: the
 * discounted cumulative gain, averaged over the samples. Items of equal scores share their places.
 * scikit-learn: `dcg_score`; see Järvelin & Kekäläinen 2002, for equal scores McSherry & Najork 2008.
 *
 * @param relevance how relevant each item is, [samples, items]
 * @param scores [samples, items]
 * @throws MetricError
 */
export function dcgScore(relevance: Values, scores: Values, options: DcgOptions = {}): number {
  const metric = 'dcgScore';
  const { logBase } = withDefaults(metric, options, { ...NDCG_DEFAULTS, logBase: 2 });
  if (!(logBase > 0)) throw new MetricError(metric, `logBase is ${logBase}; it must be above 0.`);
  const rankings = rankingsOf(metric, relevance, scores, options);
  const weights = weightsOf(metric, options, rankings.length);
  const gains = rankings.map((ranking) => gainOf(ranking, options, logBase));
  return weightedMean(metric, gains, weights);
}

/**
 * `dcgScore` divided by what the best ranking would have: 0 to 1. A sample without relevant items has 0.
 * scikit-learn: `ndcg_score`.
 *
 * @param relevance how relevant each item is, 0 or more, [samples, items]
 * @param scores [samples, items]
 * @throws MetricError
 */
export function ndcgScore(relevance: Values, scores: Values, options: NdcgOptions = {}): number {
  const metric = 'ndcgScore';
  checkOptionNames(metric, options, NDCG_DEFAULTS);
  const rankings = rankingsOf(metric, relevance, scores, options);
  if (rankings.some((ranking) => ranking.relevance.some((value) => value < 0))) {
    throw new MetricError(
      metric,
      'some relevance is below 0, which has no best ranking to compare with. See dcgScore.',
    );
  }
  const weights = weightsOf(metric, options, rankings.length);
  const shares = rankings.map((ranking) => {
    const best = gainOf(
      { ...ranking, scores: ranking.relevance },
      { ...options, ignoreTies: true },
    );
    return best === 0 ? 0 : gainOf(ranking, options) / best;
  });
  return weightedMean(metric, shares, weights);
}

interface Ranking {
  readonly relevance: Float64Array;
  readonly scores: Float64Array;
}

function rankingsOf(
  metric: string,
  relevance: Values,
  scores: Values,
  { k = null }: NdcgOptions,
): Ranking[] {
  if (k !== null && !(Number.isInteger(k) && k >= 1)) {
    throw new MetricError(metric, `k is ${k}; it must be 1 or more.`);
  }
  const truth = matrix(metric, 'relevance', relevance);
  const guess = matrix(metric, 'scores', scores);
  checkLengths(metric, 'scores', truth.rows, guess.rows);
  const { columns } = truth;
  if (columns < 2 || columns !== guess.columns) {
    throw new MetricError(
      metric,
      `relevance has ${columns} columns and scores have ${guess.columns}; both must be ` +
        '[samples, items] with two items or more. For a single ranking pass one row: [[3, 2, 0]].',
    );
  }
  return Array.from({ length: truth.rows }, (_, row) => {
    const slice = (data: ArrayLike<number>) =>
      Float64Array.from({ length: columns }, (_, column) => data[row * columns + column]);
    return { relevance: slice(truth.data), scores: slice(guess.data) };
  });
}

function gainOf(
  { relevance, scores }: Ranking,
  { k, ignoreTies }: NdcgOptions,
  logBase = 2,
): number {
  const discount = (place: number) =>
    place < (k ?? Infinity) ? Math.log(logBase) / Math.log(place + 2) : 0;
  // Of equal scores that are taken for different, the later one comes first, as in scikit-learn.
  const order = ignoreTies
    ? descendingOrder(scores.toReversed()).map((i) => scores.length - 1 - i)
    : descendingOrder(scores);
  let gain = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let discounts = 0;
    let relevances = 0;
    do {
      discounts += discount(end);
      relevances += relevance[order[end]];
      end++;
    } while (!ignoreTies && end < order.length && scores[order[end]] === scores[order[start]]);
    gain += (relevances / (end - start)) * discounts;
  }
  return gain;
}
