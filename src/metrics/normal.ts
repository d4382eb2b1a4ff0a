/** The standard normal distribution, in double precision. */

/** Beyond this the continued fraction converges faster than the series. */
const FAR = 2.5;

/**
 * 1 - erf(x), relative to about 1e-15 for x > 0: the series of erf near 0, the continued fraction beyond.
 * NIST Digital Library of Mathematical Functions, sections 7.6 and 7.9.
 */
export function complementaryError(x: number): number {
  if (x < 0) return 2 - complementaryError(-x);
  if (x < FAR) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** The probability of z or less. SciPy: `ndtr`. */
export function normalCdf(z: number): number {
  return complementaryError(-z / Math.SQRT2) / 2;
}

/**
 * The z that has this probability, or less, before it. SciPy: `ndtri`. A rough start, then Newton's method on the
 * logarithm, which converges from anywhere since the logarithm of the probability is concave.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0)) return probability === 0 ? -Infinity : Number.NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const wanted = Math.log(probability);
  // The tail's first term, 0 at a half.
  let z = -Math.sqrt(Math.max(0, -2 * (wanted + Math.LN2)));
  for (let step = 0; step < 50; step++) {
    const below = normalCdf(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const change = ((Math.log(below) - wanted) * below) / density;
    z -= change;
    if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(z))) break;
  }
  return z;
}
