/** How well scores put the labels that a sample has before those that it has not. */
import { checkOptionNames } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import { type Indicators, readLabels } from '../input/labels.js';
import { matrix, type Values } from '../input/matrix.js';
import { type Weighted, weightedMean, weightsOf } from '../input/weights.js';
import { multilabelTable } from './averages.js';

/**
 * How far down the ranking one must go, on average, to find all labels of a sample: at best the mean number
 * of labels. scikit-learn: `coverage_error`.
 *
 * @param labels 0 or 1 for each label, [samples, labels]
 * @param scores [samples, labels]
 * @throws MetricError
 */
export function coverageError(labels: Indicators, scores: Values, options: Weighted = {}): number {
  return meanOverSamples('coverageError', labels, scores, options, (has, of) => {
    const lowest = Math.min(...has);
    return has.length + of.filter((score) => score >= lowest).length;
  });
}

/**
 * The mean, over the labels that a sample has, of the share of such labels among those ranked as high or
 * higher: 1 is best. 1 too where a sample has all labels or none. scikit-learn:
 * `label_ranking_average_precision_score`.
 *
 * @param labels 0 or 1 for each label, [samples, labels]
 * @param scores [samples, labels]
 * @throws MetricError
 */
export function labelRankingAveragePrecisionScore(
  labels: Indicators,
  scores: Values,
  options: Weighted = {},
): number {
  const metric = 'labelRankingAveragePrecisionScore';
  return meanOverSamples(metric, labels, scores, options, (has, hasNot) => {
    if (has.length === 0 || hasNot.length === 0) return 1;
    const shares = has.map((own) => {
      const among = has.filter((score) => score >= own).length;
      return among / (among + hasNot.filter((score) => score >= own).length);
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  });
}

/**
 * The share of pairs, of a label that a sample has and one that it has not, that are ranked wrongly: 0 is
 * best. 0 too where a sample has all labels or none. scikit-learn: `label_ranking_loss`.
 *
 * @param labels 0 or 1 for each label, [samples, labels]
 * @param scores [samples, labels]
 * @throws MetricError
 */
export function labelRankingLoss(
  labels: Indicators,
  scores: Values,
  options: Weighted = {},
): number {
  return meanOverSamples('labelRankingLoss', labels, scores, options, (has, hasNot) => {
    if (has.length === 0 || hasNot.length === 0) return 0;
    const wrong = has.map((own) => hasNot.filter((score) => score >= own).length);
    return wrong.reduce((sum, count) => sum + count, 0) / (has.length * hasNot.length);
  });
}

function meanOverSamples(
  metric: string,
  labels: Indicators,
  scores: Values,
  options: Weighted,
  figure: (scoresOfLabels: number[], scoresOfOthers: number[]) => number,
): number {
  checkOptionNames(metric, options, { sampleWeight: undefined });
  const input = readLabels(metric, 'labels', labels);
  if (input.kind !== 'multilabel') {
    throw new MetricError(
      metric,
      'labels have one column; it takes several labels a sample: rows of 0 and 1, [samples, labels].',
    );
  }
  const {
    rows,
    columns,
    truth,
    scores: data,
  } = multilabelTable(metric, input, matrix(metric, 'scores', scores));
  const weights = weightsOf(metric, options, rows);
  const figures = Array.from({ length: rows }, (_, row) => {
    const of = (wanted: number) =>
      Array.from({ length: columns }, (_, column) => row * columns + column)
        .filter((at) => truth[at] === wanted)
        .map((at) => data[at]);
    return figure(of(1), of(0));
  });
  return weightedMean(metric, figures, weights);
}
