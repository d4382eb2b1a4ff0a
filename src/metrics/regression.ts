/** Errors of predicted real numbers. Several outputs a sample are averaged with equal weight. */
import { median } from '../median.js';
import { MetricError } from './errors.js';
import { checkLengths, type Matrix, matrix, type Values } from './input.js';

/**
 * The mean of the squared errors. scikit-learn: `mean_squared_error`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function meanSquaredError(targets: Values, predicted: Values): number {
  const [truth, guess] = pair('meanSquaredError', targets, predicted);
  return mean(errors(truth, guess).map((error) => error ** 2));
}

/**
 * The mean of the errors' sizes. scikit-learn: `mean_absolute_error`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function meanAbsoluteError(targets: Values, predicted: Values): number {
  const [truth, guess] = pair('meanAbsoluteError', targets, predicted);
  return mean(errors(truth, guess).map(Math.abs));
}

/**
 * The share of the targets' variance that the predictions explain: 1 is perfect, 0 is as good as always
 * their mean. For targets that are all the same it is 1 if all predictions are right, else 0; for a
 * single sample it is not defined (NaN). scikit-learn: `r2_score`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function r2Score(targets: Values, predicted: Values): number {
  const [truth, guess] = pair('r2Score', targets, predicted);
  if (truth.rows < 2) {
    console.warn('r2Score is not defined for fewer than two samples.');
    return Number.NaN;
  }
  return meanOverOutputs(truth, guess, (found, values) => {
    const center = mean(values);
    const residual = sumOfSquares(found);
    const spread = sumOfSquares(values.map((value) => value - center));
    if (spread === 0) return residual === 0 ? 1 : 0;
    return 1 - residual / spread;
  });
}

/**
 * The root of the mean squared error, in the targets' unit; of several outputs, the mean of their roots.
 * scikit-learn: `root_mean_squared_error`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function rootMeanSquaredError(targets: Values, predicted: Values): number {
  return meanOverOutputs(...pair('rootMeanSquaredError', targets, predicted), (found) =>
    Math.sqrt(mean(found.map((error) => error ** 2))),
  );
}

/**
 * The median of the errors' sizes, which outliers hardly move. scikit-learn: `median_absolute_error`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function medianAbsoluteError(targets: Values, predicted: Values): number {
  return meanOverOutputs(...pair('medianAbsoluteError', targets, predicted), (found) =>
    median(found.map(Math.abs)),
  );
}

/**
 * The mean of the errors' sizes as shares of the targets: 0.1 is 10 %. scikit-learn:
 * `mean_absolute_percentage_error`.
 *
 * @param targets [samples] or [samples, outputs]; near 0 the figure grows without bound
 * @param predicted of the same shape
 * @throws MetricError
 */
export function meanAbsolutePercentageError(targets: Values, predicted: Values): number {
  return meanOverOutputs(
    ...pair('meanAbsolutePercentageError', targets, predicted),
    (found, truth) =>
      mean(found.map((error, i) => Math.abs(error) / Math.max(Math.abs(truth[i]), Number.EPSILON))),
  );
}

/**
 * The largest error. scikit-learn: `max_error`.
 *
 * @param targets [samples]
 * @param predicted [samples]
 * @throws MetricError
 */
export function maxError(targets: Values, predicted: Values): number {
  const [truth, guess] = pair('maxError', targets, predicted);
  if (truth.columns > 1) throw new MetricError('maxError', 'it takes one output a sample.');
  return errors(truth, guess).reduce((largest, error) => Math.max(largest, Math.abs(error)), 0);
}

/**
 * As `r2Score`, but an error that is the same for all samples does not count. scikit-learn:
 * `explained_variance_score`.
 *
 * @param targets [samples] or [samples, outputs]
 * @param predicted of the same shape
 * @throws MetricError
 */
export function explainedVarianceScore(targets: Values, predicted: Values): number {
  return meanOverOutputs(...pair('explainedVarianceScore', targets, predicted), (found, truth) => {
    const [left, spread] = [variance(found), variance(truth)];
    if (spread === 0) return left === 0 ? 1 : 0;
    return 1 - left / spread;
  });
}

/** The mean over the outputs of a figure of their errors (and true values). */
function meanOverOutputs(
  truth: Matrix,
  guess: Matrix,
  figure: (errors: number[], truth: number[]) => number,
): number {
  const outputs = Array.from({ length: truth.columns }, (_, output) => {
    const values = column(truth, output);
    const guesses = column(guess, output);
    return figure(
      values.map((value, i) => value - guesses[i]),
      values,
    );
  });
  return mean(outputs);
}

function pair(metric: string, targets: Values, predicted: Values): [Matrix, Matrix] {
  const truth = matrix(metric, 'targets', targets);
  const guess = matrix(metric, 'predicted', predicted);
  checkLengths(metric, 'predicted', truth.rows, guess.rows);
  if (truth.columns !== guess.columns) {
    throw new MetricError(
      metric,
      `targets have ${truth.columns} values a sample, predicted ${guess.columns}.`,
    );
  }
  return [truth, guess];
}

const errors = (truth: Matrix, guess: Matrix) =>
  Array.from(truth.data, (value, i) => value - (guess.data[i] ?? 0));

const column = ({ rows, columns, data }: Matrix, index: number) =>
  Array.from({ length: rows }, (_, row) => data[row * columns + index] ?? 0);

const sumOfSquares = (values: readonly number[]) => values.reduce((sum, v) => sum + v ** 2, 0);
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

function variance(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}
