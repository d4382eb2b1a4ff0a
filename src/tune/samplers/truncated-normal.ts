/** The normal distribution cut off at both ends, as a Parzen estimator uses it. */
import type { Generator } from '../../random/index.js';

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
/** An interval this narrow, in standard deviations, has the density of its middle. */
const NARROW = 0.01;

/** A normal distribution between `low` and `high`; its mean lies between them. */
export interface TruncatedNormal {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Draws until a value lies between the ends: more than a third do, since the mean lies there and
 * no deviation is longer than the range.
 */
export function sampleTruncated(of: TruncatedNormal, generator: Generator): number {
  const { mean, deviation, low, high } = of;
  for (;;) {
    const value = mean + deviation * generator.normalDouble();
    if (value >= low && value <= high) return value;
  }
}

/** The logarithm of the density at a value between the ends. */
export function logDensity(value: number, { mean, deviation, low, high }: TruncatedNormal): number {
  const z = (value - mean) / deviation;
  const inside = logMass((low - mean) / deviation, (high - mean) / deviation);
  return -0.5 * z * z - LOG_SQRT_2PI - Math.log(deviation) - inside;
}

/** The logarithm of the probability of an interval, for values that come in steps. */
export function logProbability(from: number, to: number, of: TruncatedNormal): number {
  const { mean, deviation, low, high } = of;
  const inside = logMass((low - mean) / deviation, (high - mean) / deviation);
  return logMass((from - mean) / deviation, (to - mean) / deviation) - inside;
}

/** The logarithm of the standard normal's probability between `a` and `b`. */
function logMass(a: number, b: number): number {
  if (b - a < NARROW) {
    const middle = (a + b) / 2;
    return -0.5 * middle * middle - LOG_SQRT_2PI + Math.log(b - a);
  }
  // The tails are taken from the left, where small numbers are exact.
  const mass = a > 0 ? cumulative(-a) - cumulative(-b) : cumulative(b) - cumulative(a);
  return Math.log(mass);
}

/** The standard normal's cumulative distribution function. */
function cumulative(z: number): number {
  return 0.5 * complementaryError(-z / Math.SQRT2);
}

/**
 * 1 - erf(x), to a relative error below 1.2e-7 everywhere.
 * W. H. Press et al., Numerical Recipes in C, 2nd edition, section 6.2.
 */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418,
    0.37409196, 1.00002368, -1.26551223,
  ].reduce((sum, coefficient) => sum * t + coefficient);
  const tail = t * Math.exp(-x * x + series);
  return x >= 0 ? tail : 2 - tail;
}
