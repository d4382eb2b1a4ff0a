/** The area under a curve of points. */
import { MetricError } from '../input/errors.js';
import { onlyColumn, readMatrix, type Values } from '../input/matrix.js';

/**
 * By the trapezoidal rule. scikit-learn: `auc`.
 *
 * @param x rising or falling, [points]
 * @param y [points]
 * @throws MetricError unless there are two points or more, in order.
 */
export function auc(x: Values, y: Values): number {
  const metric = 'auc';
  // Rates of nothing are NaN, and so is the area under them.
  const across = onlyColumn(metric, 'x', readMatrix(metric, 'x', x));
  const up = onlyColumn(metric, 'y', readMatrix(metric, 'y', y));
  if (across.length !== up.length || across.length < 2) {
    throw new MetricError(
      metric,
      `it takes two points or more, got ${across.length} x and ${up.length} y.`,
    );
  }
  const steps = Float64Array.from(
    { length: across.length - 1 },
    (_, i) => across[i + 1] - across[i],
  );
  const falls = steps.some((step) => step < 0);
  if (falls && !steps.every((step) => step <= 0)) {
    throw new MetricError(metric, 'x must rise or fall all along. Sort the points by x.');
  }
  const area = steps.reduce((sum, step, i) => sum + (step * (up[i] + up[i + 1])) / 2, 0);
  return falls ? -area : area;
}
