/** The figures of models that say for each of several labels whether a sample has it, by name. */
import type { Indicators, Values } from '../metrics/index.js';
import * as metrics from '../metrics/index.js';
import { type Figures, figuresOf, type Metric, meanOf, type Named, type Scorer } from './metric.js';
import { type MultilabelSamples, rowsOf, tableOf } from './samples.js';

type NamedFigure = Named<MultilabelSamples>;
type Decided = (labels: Indicators, predicted: Indicators) => number;
type Ranked = (labels: Indicators, scores: Values) => number;

/** How the figures of the labels become one. */
const AVERAGES = ['macro', 'micro', 'weighted', 'samples'] as const;
type Average = (typeof AVERAGES)[number];

/** `f1Macro`, `f1Micro` and so on. */
type Averaged<Name extends string> = `${Name}${Capitalize<Average>}`;

const NAMED = {
  accuracy: meanOf(decided(metrics.accuracyScore)),
  hammingLoss: meanOf(decided(metrics.hammingLoss, false)),
  ...averaged('precision', (average) =>
    decided((labels, predicted) => metrics.precisionScore(labels, predicted, { average })),
  ),
  ...averaged('recall', (average) =>
    decided((labels, predicted) => metrics.recallScore(labels, predicted, { average })),
  ),
  ...averaged('f1', (average) =>
    decided((labels, predicted) => metrics.f1Score(labels, predicted, { average })),
  ),
  ...averaged('jaccard', (average) =>
    decided((labels, predicted) => metrics.jaccardScore(labels, predicted, { average })),
  ),
  rocAuc: ranked(metrics.rocAucScore),
  ...averaged('rocAuc', (average) =>
    ranked((labels, scores) => metrics.rocAucScore(labels, scores, { average })),
  ),
  averagePrecision: ranked(metrics.averagePrecisionScore),
  ...averaged('averagePrecision', (average) =>
    ranked((labels, scores) => metrics.averagePrecisionScore(labels, scores, { average })),
  ),
  coverageError: meanOf(ranked(metrics.coverageError, false)),
  labelRankingAveragePrecision: meanOf(ranked(metrics.labelRankingAveragePrecisionScore)),
  labelRankingLoss: meanOf(ranked(metrics.labelRankingLoss, false)),
} satisfies Record<string, NamedFigure>;

/** scikit-learn's names in camelCase; those of losses without `neg`. */
export type MultilabelMetricName = keyof typeof NAMED;

/** A function of the probabilities, a row for each sample, and which way it goes. */
export interface MultilabelProbabilityScorer {
  /** The function; labels are rows of 0 and 1. */
  readonly score: (labels: Int32Array[], probabilities: Float32Array[]) => number;
  /** What the function takes. */
  readonly of: 'probabilities';
  /** Default true. */
  readonly greaterIsBetter?: boolean;
}

/** A figure of several labels: a name, a function of rows of 0 and 1, or a function and what it takes. */
export type MultilabelMetric = Metric<
  MultilabelMetricName,
  Int32Array[],
  MultilabelProbabilityScorer
>;

export const multilabelFigures: Figures<MultilabelSamples, MultilabelMetric> = figuresOf(
  NAMED,
  (scorer: Scorer<Int32Array[]> | MultilabelProbabilityScorer) =>
    ({ labels, predicted, probabilities, columns }) =>
      scorer.of === 'probabilities'
        ? scorer.score(rowsOf(labels, columns), rowsOf(probabilities, columns))
        : scorer.score(rowsOf(labels, columns), rowsOf(predicted, columns)),
);

/** A function of what was decided for each label. */
function decided(score: Decided, greaterIsBetter = true): NamedFigure {
  return {
    itself: score,
    greaterIsBetter,
    of: ({ labels, predicted, columns }) =>
      score(tableOf(labels, columns), tableOf(predicted, columns)),
  };
}

/** A function of the labels' probabilities. */
function ranked(score: Ranked, greaterIsBetter = true): NamedFigure {
  return {
    itself: score,
    greaterIsBetter,
    of: ({ labels, probabilities, columns }) =>
      score(tableOf(labels, columns), tableOf(probabilities, columns)),
  };
}

function averaged<Name extends string>(
  name: Name,
  figure: (average: Average) => NamedFigure,
): Record<Averaged<Name>, NamedFigure> {
  const figures = AVERAGES.map((average) => [
    `${name}${average[0].toUpperCase()}${average.slice(1)}`,
    figure(average),
  ]);
  return Object.fromEntries(figures) as Record<Averaged<Name>, NamedFigure>;
}
