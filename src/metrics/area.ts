/** The area under a curve of points. */
import { MetricError } from './errors.js';

/**
 * By the trapezoidal rule. scikit-learn: `auc`.
 *
 * @param x rising or falling, [points]
 * @param y [points]
 * @throws MetricError unless there are two points or more, in order.
 */
export function auc(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length || x.length < 2) {
    throw new MetricError(
      'auc',
      `it takes two points or more, got ${x.length} x and ${y.length} y.`,
    );
  }
  const steps = x.slice(1).map((value, i) => value - x[i]);
  const falls = steps.some((step) => step < 0);
  if (falls && steps.some((step) => step > 0)) {
    throw new MetricError('auc', 'x must rise or fall all along.');
  }
  const area = steps.reduce((sum, step, i) => sum + (step * (y[i] + y[i + 1])) / 2, 0);
  return falls ? -area : area;
}
