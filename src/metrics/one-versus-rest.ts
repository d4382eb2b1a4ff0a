/** Scores of several classes as one binary question for each class. */
import { checkScoreColumns, classesIn } from './classes.js';
import { checkLengths, type Label, matrix, type Values } from './input.js';
import type { BinaryScores } from './thresholds.js';

export interface OneVersusRest {
  readonly truth: readonly Label[];
  /** The class of each column. */
  readonly classes: readonly Label[];
  column(index: number): number[];
}

/** @throws MetricError unless there is a column for each class. */
export function scoreTable(
  metric: string,
  truth: Label[],
  scores: Values,
  labels?: readonly Label[],
): OneVersusRest {
  const { data, rows, columns } = matrix(metric, 'scores', scores);
  checkLengths(metric, 'scores', truth.length, rows);
  const classes = labels ?? classesIn(metric, truth);
  checkScoreColumns(metric, classes, columns);
  const column = (index: number) =>
    Array.from({ length: rows }, (_, row) => data[row * columns + index]);
  return { truth, classes, column };
}

/** The figure of each class against the rest, or their average. */
export function oneVersusRest(
  { truth, classes, column }: OneVersusRest,
  figure: (scores: BinaryScores) => number,
  average: 'macro' | 'weighted' | 'micro' | null,
): number | number[] {
  const questions = classes.map((label, i) => ({
    positive: truth.map((value) => value === label),
    scores: column(i),
  }));
  if (average === 'micro') {
    return figure({
      positive: questions.flatMap(({ positive }) => positive),
      scores: questions.flatMap(({ scores }) => scores),
    });
  }
  const weights = questions.map(({ positive }) =>
    average === 'weighted' ? positive.filter(Boolean).length : 1,
  );
  const figures = questions.map(figure);
  if (average === null) return figures;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // A class that never occurs has no weight, and its figure may be NaN.
  return figures.reduce((sum, value, i) => sum + (weights[i] ? weights[i] * value : 0), 0) / total;
}
