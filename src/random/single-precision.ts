/**
 * Logarithm, sine and cosine in float32 arithmetic, rounding where PyTorch's vectorised kernel for normal
 * numbers rounds, so that the results are the same to the last bit. Only for the arguments that occur
 * there: positive normal numbers below 2 for the logarithm, 0 to 2 pi for the angle.
 *
 * The polynomials are those of Moshier's Cephes library (`logf`, `sinf`, `cosf`); PyTorch: `avx_mathfun.h`.
 */
const { fround } = Math;

/** a * b + c, rounded once: the product of two float32 numbers is exact in float64. */
export const multiplyAdd = (a: number, b: number, c: number): number => fround(a * b + c);

// One by one, not in a list: a model of ten million weights asks for them as often.
const L0 = fround(7.0376836292e-2);
const L1 = fround(-1.151461031e-1);
const L2 = fround(1.167699874e-1);
const L3 = fround(-1.2420140846e-1);
const L4 = fround(1.4249322787e-1);
const L5 = fround(-1.6668057665e-1);
const L6 = fround(2.0000714765e-1);
const L7 = fround(-2.4999993993e-1);
const L8 = fround(3.3333331174e-1);
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
  let y = multiplyAdd(L0, x, L1);
  y = multiplyAdd(y, x, L2);
  y = multiplyAdd(y, x, L3);
  y = multiplyAdd(y, x, L4);
  y = multiplyAdd(y, x, L5);
  y = multiplyAdd(y, x, L6);
  y = multiplyAdd(y, x, L7);
  y = multiplyAdd(y, x, L8);
  y = multiplyAdd(fround(y * x), square, fround(exponent * LN2_LOW));
  y = multiplyAdd(-square, 0.5, y);
  return multiplyAdd(exponent, LN2_HIGH, fround(x + y));
}

/** pi / 4 in three parts, negative. */
const P0 = fround(-0.78515625);
const P1 = fround(-2.4187564849853516e-4);
const P2 = fround(-3.774894977445941e-8);
const FOUR_OVER_PI = fround(4 / Math.PI);
const S0 = fround(-1.9515295891e-4);
const S1 = fround(8.3321608736e-3);
const S2 = fround(-1.6666654611e-1);
const C0 = fround(2.443315711809948e-5);
const C1 = fround(-1.388731625493765e-3);
const C2 = fround(4.166664568298827e-2);

/** Puts the sine of an angle into `result[0]`, its cosine into `result[1]`. */
export function sinCos(angle: number, result: Float32Array): void {
  const octant = ((fround(angle * FOUR_OVER_PI) | 0) + 1) & ~1;
  const x = multiplyAdd(octant, P2, multiplyAdd(octant, P1, multiplyAdd(octant, P0, angle)));
  const square = fround(x * x);
  let c = multiplyAdd(multiplyAdd(C0, square, C1), square, C2);
  c = multiplyAdd(fround(c * square), square, -fround(square * 0.5));
  c = fround(c + 1);
  let s = multiplyAdd(multiplyAdd(S0, square, S1), square, S2);
  s = multiplyAdd(fround(s * square), x, x);
  const swapped = (octant & 2) !== 0;
  const sine = swapped ? c : s;
  const cosine = swapped ? s : c;
  result[0] = (octant & 4) === 0 ? sine : -sine;
  result[1] = ((octant - 2) & 4) === 0 ? -cosine : cosine;
}
