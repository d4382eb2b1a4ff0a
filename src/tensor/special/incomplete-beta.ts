/** The incomplete beta function of numbers, in float64. */
import { logGamma } from './incomplete-gamma.js';

/** How much of the beta function's integral of `a` and `b` lies below x, and above; x from 0 to 1. */
export function betaShares(a: number, b: number, x: number): [below: number, above: number] {
  if (x <= 0) return [0, 1];
  if (x >= 1) return [1, 0];
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const factor = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta);
  if (x < (a + 1) / (a + b + 2)) {
    const below = (factor * continued(a, b, x)) / a;
    return [below, 1 - below];
  }
  const above = (factor * continued(b, a, 1 - x)) / b;
  return [1 - above, above];
}

/** Abramowitz and Stegun, 26.5.8, by Lentz's method. */
function continued(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || 1e-300);
  let h = d;
  for (let n = 1; n < 100_000; n++) {
    const even = (n * (b - n) * x) / ((a + 2 * n - 1) * (a + 2 * n));
    d = 1 / (1 + even * d || 1e-300);
    c = 1 + even / c || 1e-300;
    h *= d * c;
    const odd = (-(a + n) * (a + b + n) * x) / ((a + 2 * n) * (a + 2 * n + 1));
    d = 1 / (1 + odd * d || 1e-300);
    c = 1 + odd / c || 1e-300;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}
