/** What a figure is where nothing is divided by nothing. */
import { MetricError } from '../input/errors.js';

/** What a figure is where it would be 0 / 0: `warn` is 0 and says so. NaN is left out of averages. */
export type ZeroDivision = 'warn' | 0 | 1 | typeof Number.NaN;

/** The quotients, with warnings where they are not defined. */
export function divide(
  metric: string,
  numerators: Float64Array,
  denominators: Float64Array,
  zeroDivision: ZeroDivision,
  /** What is missing where the denominator is 0. */
  why: string,
): number[] {
  checkZeroDivision(metric, zeroDivision);
  const value = zeroDivision === 'warn' ? 0 : zeroDivision;
  if (zeroDivision === 'warn' && denominators.includes(0)) {
    console.warn(
      `${metric} is 0 where it is not defined: for a class or sample that ${why}. ` +
        'Pass zeroDivision (0, 1 or NaN) to choose and to silence this.',
    );
  }
  return Array.from(numerators, (numerator, i) =>
    denominators[i] === 0 ? value : numerator / denominators[i],
  );
}

function checkZeroDivision(metric: string, value: ZeroDivision): void {
  if (value === 'warn' || value === 0 || value === 1 || Number.isNaN(value)) return;
  throw new MetricError(metric, `zeroDivision is ${String(value)}; it is 'warn', 0, 1 or NaN.`);
}
