/** Scores of several classes or labels as one binary question for each, and the average of the answers. */
import { checkAllClasses, type Encoded } from '../input/classes.js';
import { checkChoice, MetricError } from '../input/errors.js';
import { checkLengths, type Label, type MultilabelInput } from '../input/labels.js';
import type { Matrix } from '../input/matrix.js';
import { sum, weightedMean } from '../input/weights.js';
import type { BinaryScores } from './thresholds.js';

/**
 * How the figures become one: `macro` is their mean, `weighted` that by number of positives, `micro` the
 * figure of all scores together, `samples` the mean over samples with several labels; null: each for itself.
 */
export type ScoreAverage = 'macro' | 'weighted' | 'micro' | 'samples' | null;

/** Whether each sample has each label, and its score for it. */
export interface ScoreTable {
  readonly rows: number;
  readonly columns: number;
  /** 0 or 1, row by row. */
  readonly truth: Uint8Array;
  readonly scores: ArrayLike<number>;
  readonly weights: Float64Array | undefined;
}

/** @throws MetricError unless there is a column of scores for each class. */
export function classTable(
  metric: string,
  { classes, codes }: Encoded<Int32Array>,
  scores: Matrix,
  labels: readonly Label[] | undefined,
  weights: Float64Array | undefined,
): ScoreTable {
  const { rows, columns, data } = scores;
  checkLengths(metric, 'scores', codes.length, rows);
  const all = labels ?? classes;
  checkAllClasses(metric, all, classes);
  if (all.length !== columns) {
    throw new MetricError(
      metric,
      `there are ${all.length} classes, but scores of ${columns}. Pass \`labels\` with the class ` +
        'of each column.',
    );
  }
  const places = classes.map((label) => all.indexOf(label));
  const truth = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) truth[row * columns + places[codes[row]]] = 1;
  return { rows, columns, truth, scores: data, weights };
}

/** @throws MetricError unless there is a score for each label of each sample. */
export function multilabelTable(
  metric: string,
  { rows, columns, values }: MultilabelInput,
  scores: Matrix,
  weights?: Float64Array,
): ScoreTable {
  checkLengths(metric, 'scores', rows, scores.rows);
  if (columns !== scores.columns) {
    throw new MetricError(metric, `labels have ${columns} columns, scores ${scores.columns}.`);
  }
  return { rows, columns, truth: values, scores: scores.data, weights };
}

/** The figure of each column, or their average. Columns without positives count nothing by weight. */
export function averageScores(
  metric: string,
  table: ScoreTable,
  figure: (scores: BinaryScores) => number,
  average: ScoreAverage,
): number | number[] {
  checkChoice(metric, 'average', average, ['micro', 'macro', 'weighted', 'samples', null]);
  const { rows, columns, truth, scores, weights } = table;
  switch (average) {
    case 'micro':
      return figure({
        positive: truth,
        scores,
        weights: weights && Float64Array.from(truth, (_, i) => weights[Math.floor(i / columns)]),
      });
    case 'samples': {
      const figures = Array.from({ length: rows }, (_, row) => {
        const [start, end] = [row * columns, (row + 1) * columns];
        return figure({
          positive: truth.subarray(start, end),
          scores: Float64Array.from({ length: columns }, (_, column) => scores[start + column]),
        });
      });
      return meanOfWeighted(metric, figures, weights);
    }
  }
  const questions = Array.from({ length: columns }, (_, column) => ({
    positive: Uint8Array.from({ length: rows }, (_, row) => truth[row * columns + column]),
    scores: Float64Array.from({ length: rows }, (_, row) => scores[row * columns + column]),
    weights,
  }));
  if (average === 'weighted') {
    const support = questions.map(({ positive }) =>
      weights ? sum(weights.map((weight, i) => weight * positive[i])) : sum(positive),
    );
    if (Math.abs(sum(support)) < 1e-8) return 0;
    return meanOfWeighted(metric, questions.map(figure), support);
  }
  const figures = questions.map(figure);
  return average === null ? figures : weightedMean(metric, figures);
}

/** What has no weight may be NaN. */
function meanOfWeighted(metric: string, figures: number[], weights?: ArrayLike<number>): number {
  const counted = weights ? figures.map((value, i) => (weights[i] === 0 ? 0 : value)) : figures;
  return weightedMean(metric, counted, weights);
}
