/** Incomplete gamma functions of numbers, in float64. */

/** How much of the gamma function's integral of `a` lies below x, and above. */
export function gammaShares(a: number, x: number): [below: number, above: number] {
  if (!(a >= 0 && x >= 0)) return [Number.NaN, Number.NaN];
  if (a === 0) return x === 0 ? [Number.NaN, Number.NaN] : [1, 0];
  if (x === 0) return [0, 1];
  if (x === Infinity) return [1, 0];
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    const below = factor * series(a, x);
    return [below, 1 - below];
  }
  const above = factor * continued(a, x);
  return [1 - above, above];
}

/** Abramowitz and Stegun, 6.5.29. */
function series(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; term > sum * 1e-16 && n < 100_000; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Abramowitz and Stegun, 6.5.31, by Lentz's method. */
function continued(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 100_000; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b || 1e-300);
    c = b + factor / c || 1e-300;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** Lanczos's approximation with g = 7, for x above 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** log(gamma(x)), for x above 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce(
    (so, coefficient, i) => so + (i === 0 ? coefficient : coefficient / (x - 1 + i)),
    0,
  );
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
