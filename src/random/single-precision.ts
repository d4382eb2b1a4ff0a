/**
 * Logarithm, sine and cosine in float32 arithmetic, rounding where PyTorch's vectorised kernel for normal
 * numbers rounds, so that the results are the same to the last bit. Only for the arguments that occur
 * there: positive normal numbers below 2 for the logarithm, 0 to 2 pi for the angle.
 *
 * The polynomials are those of Moshier's Cephes library (`logf`, `sinf`, `cosf`); PyTorch: `avx_mathfun.h`.
 */
const { fround, trunc } = Math;

/** a * b + c, rounded once: the product of two float32 numbers is exact in float64. */
export const multiplyAdd = (a: number, b: number, c: number): number => fround(a * b + c);

const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(fround);
/** ln 2 in two parts, the larger with few bits. */
const LN2_LOW = fround(-2.1219444e-4);
const LN2_HIGH = fround(0.693359375);
const SQRT_HALF = fround(Math.SQRT1_2);

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The natural logarithm. */
export function log(value: number): number {
  float[0] = value;
  const word = bits[0];
  let exponent = (word >>> 23) - 126;
  bits[0] = (word & 0x007fffff) | 0x3f000000;
  const fraction = float[0];
  let x = fround(fraction - 1);
  if (fraction < SQRT_HALF) {
    exponent--;
    x = fround(x + fraction);
  }
  const square = fround(x * x);
  let y = LOG[0];
  for (let i = 1; i < LOG.length; i++) y = multiplyAdd(y, x, LOG[i]);
  y = multiplyAdd(fround(y * x), square, fround(exponent * LN2_LOW));
  y = multiplyAdd(-square, 0.5, y);
  return multiplyAdd(exponent, LN2_HIGH, fround(x + y));
}

/** pi / 4 in three parts, negative. */
const QUARTER_PI = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(fround);
const FOUR_OVER_PI = fround(4 / Math.PI);
const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(fround);
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(fround);

/** Puts the sine of an angle into `result[0]`, its cosine into `result[1]`. */
export function sinCos(angle: number, result: Float32Array): void {
  const octant = (trunc(fround(angle * FOUR_OVER_PI)) + 1) & ~1;
  let x = angle;
  for (const part of QUARTER_PI) x = multiplyAdd(octant, part, x);
  const square = fround(x * x);
  let c = multiplyAdd(multiplyAdd(COS[0], square, COS[1]), square, COS[2]);
  c = multiplyAdd(fround(c * square), square, -fround(square * 0.5));
  c = fround(c + 1);
  let s = multiplyAdd(multiplyAdd(SIN[0], square, SIN[1]), square, SIN[2]);
  s = multiplyAdd(fround(s * square), x, x);
  const swapped = (octant & 2) !== 0;
  const sine = swapped ? c : s;
  const cosine = swapped ? s : c;
  result[0] = (octant & 4) === 0 ? sine : -sine;
  result[1] = ((octant - 2) & 4) === 0 ? -cosine : cosine;
}
