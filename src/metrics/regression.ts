/** Errors of predicted real numbers. Several outputs a sample are averaged with equal weight. */
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
  const outputs = Array.from({ length: truth.columns }, (_, output) => {
    const values = column(truth, output);
    const center = mean(values);
    const guesses = column(guess, output);
    const residual = sumOfSquares(values.map((value, i) => value - (guesses[i] ?? 0)));
    const spread = sumOfSquares(values.map((value) => value - center));
    if (spread === 0) return residual === 0 ? 1 : 0;
    return 1 - residual / spread;
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
