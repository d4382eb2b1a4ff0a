/** Errors of predicted numbers: in the targets' unit, its square or logarithm, or as shares. */

import { median } from '../../median.js';
import { checkOptionNames } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Values } from '../input/matrix.js';
import { type Weighted, weightedMean } from '../input/weights.js';
import {
  combine,
  errorsOf,
  type Multioutput,
  type Output,
  outputsOf,
  type RegressionFigure,
  regressionFigure,
  singleOutput,
} from './outputs.js';
import { weightedQuantile } from './weighted-quantile.js';

/** The mean of the squared errors. scikit-learn: `mean_squared_error`. */
export const meanSquaredError = perOutput('meanSquaredError', squaredError);

/** The mean of the errors' sizes. scikit-learn: `mean_absolute_error`. */
export const meanAbsoluteError = perOutput('meanAbsoluteError', (metric, output, weights) =>
  weightedMean(metric, sizesOf(output), weights),
);

/**
 * The root of the mean squared error, in the targets' unit; of several outputs, the mean of their roots.
 * scikit-learn: `root_mean_squared_error`.
 */
export const rootMeanSquaredError = perOutput('rootMeanSquaredError', (...given) =>
  Math.sqrt(squaredError(...given)),
);

/**
 * The mean squared error of log(1 + x), which judges ratios rather than differences. All must be above -1.
 * scikit-learn: `mean_squared_log_error`.
 */
export const meanSquaredLogError = perOutput('meanSquaredLogError', (metric, output, weights) =>
  squaredError(metric, logarithms(metric, output), weights),
);

/** The root of `meanSquaredLogError`. scikit-learn: `root_mean_squared_log_error`. */
export const rootMeanSquaredLogError = perOutput(
  'rootMeanSquaredLogError',
  (metric, output, weights) => Math.sqrt(squaredError(metric, logarithms(metric, output), weights)),
);

/** The median of the errors' sizes, which outliers hardly move. scikit-learn: `median_absolute_error`. */
export const medianAbsoluteError = perOutput('medianAbsoluteError', (_, output, weights) => {
  const sizes = sizesOf(output);
  return weights ? weightedQuantile(sizes, weights, 0.5) : median(sizes);
});

/**
 * The mean of the errors' sizes as shares of the targets: 0.1 is 10 %. Targets near 0 let it grow without
 * bound. scikit-learn: `mean_absolute_percentage_error`.
 */
export const meanAbsolutePercentageError = perOutput(
  'meanAbsolutePercentageError',
  (metric, output, weights) => {
    const shares = errorsOf(output).map(
      (error, i) => Math.abs(error) / Math.max(Math.abs(output.truth[i]), Number.EPSILON),
    );
    return weightedMean(metric, shares, weights);
  },
);

/**
 * The largest error. scikit-learn: `max_error`.
 *
 * @param targets [samples]
 * @param predicted [samples]
 * @throws MetricError
 */
export function maxError(targets: Values, predicted: Values): number {
  const output = singleOutput('maxError', targets, predicted);
  return errorsOf(output).reduce((largest, error) => Math.max(largest, Math.abs(error)), 0);
}

function perOutput(
  metric: string,
  figure: (metric: string, output: Output, weights: Float64Array | undefined) => number,
): RegressionFigure {
  return regressionFigure<Weighted, Multioutput>((targets, predicted, options) => {
    checkOptionNames(metric, options ?? {}, { multioutput: undefined, sampleWeight: undefined });
    const { outputs, weights } = outputsOf(metric, targets, predicted, options);
    const figures = outputs.map((output) => figure(metric, output, weights));
    return combine(metric, figures, options?.multioutput);
  });
}

/** The errors' sizes. */
function sizesOf(output: Output): Float64Array {
  const sizes = errorsOf(output);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(sizes[i]);
  return sizes;
}

function squaredError(metric: string, output: Output, weights: Float64Array | undefined): number {
  const { truth, guess } = output;
  if (weights === undefined) {
    let sum = 0;
    for (let i = 0; i < truth.length; i++) sum += (truth[i] - guess[i]) ** 2;
    return sum / truth.length;
  }
  const squares = errorsOf(output);
  for (let i = 0; i < squares.length; i++) squares[i] *= squares[i];
  return weightedMean(metric, squares, weights);
}

/** @throws MetricError unless all are above -1. */
function logarithms(metric: string, { truth, guess }: Output): Output {
  const outside = [...truth, ...guess].find((value) => value <= -1);
  if (outside !== undefined) {
    throw new MetricError(
      metric,
      `a value is ${outside}; it takes log(1 + x), so all must be above -1. For negative numbers ` +
        'see meanSquaredError.',
    );
  }
  return { truth: truth.map(Math.log1p), guess: guess.map(Math.log1p) };
}
