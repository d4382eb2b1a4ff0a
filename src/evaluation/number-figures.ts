/** The figures of models of numbers, by name. */
import type { Values } from '../metrics/index.js';
import * as metrics from '../metrics/index.js';
import { type Figures, figuresOf, type Metric, meanOf, type Named, type Scorer } from './metric.js';
import { type NumberSamples, rowsOf, tableOf } from './samples.js';

const NAMED = {
  r2: greater(metrics.r2Score),
  explainedVariance: greater(metrics.explainedVarianceScore),
  meanSquaredError: meanOf(error(metrics.meanSquaredError)),
  rootMeanSquaredError: error(metrics.rootMeanSquaredError),
  meanSquaredLogError: meanOf(error(metrics.meanSquaredLogError)),
  rootMeanSquaredLogError: error(metrics.rootMeanSquaredLogError),
  meanPoissonDeviance: meanOf(error(metrics.meanPoissonDeviance)),
  meanGammaDeviance: meanOf(error(metrics.meanGammaDeviance)),
  d2AbsoluteErrorScore: greater(metrics.d2AbsoluteErrorScore),
  meanAbsoluteError: meanOf(error(metrics.meanAbsoluteError)),
  medianAbsoluteError: error(metrics.medianAbsoluteError),
  meanAbsolutePercentageError: meanOf(error(metrics.meanAbsolutePercentageError)),
  maxError: error(metrics.maxError),
} satisfies Record<string, Named<NumberSamples>>;

/** scikit-learn's names in camelCase; those of errors without `neg`. */
export type NumberMetricName = keyof typeof NAMED;

/** `[samples]`, or rows of several outputs. */
export type Numbers = Float32Array | Float32Array[];

/** A figure of numbers: a name, a function, or a function and what it takes. */
export type NumberMetric = Metric<NumberMetricName, Numbers>;

export const numberFigures: Figures<NumberSamples, NumberMetric> = figuresOf(
  NAMED,
  (scorer: Scorer<Numbers>) =>
    ({ targets, predicted, outputs }) =>
      outputs === 1
        ? scorer.score(targets, predicted)
        : scorer.score(rowsOf(targets, outputs), rowsOf(predicted, outputs)),
);

type Score = (targets: Values, predicted: Values) => number;

function greater(score: Score, greaterIsBetter = true): Named<NumberSamples> {
  return {
    itself: score,
    greaterIsBetter,
    of: ({ targets, predicted, outputs }) =>
      score(tableOf(targets, outputs), tableOf(predicted, outputs)),
  };
}

function error(score: Score): Named<NumberSamples> {
  return greater(score, false);
}
