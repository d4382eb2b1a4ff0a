/**
 * The discrete Fourier transform of rows, made of matrix products: a length that has divisors is a matrix of shorter ones
 * (Cooley and Tukey), a large prime a convolution of a length that has (Bluestein). So it is differentiable as often as one
 * likes, and part of whatever program it stands in.
 */
import { tensor } from '../creation.js';
import { cat } from '../joining.js';
import { sizeOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** Rows `[rows, n]`; without an imaginary part they are real. */
export interface Rows {
  readonly real: Tensor;
  readonly imag: Tensor | undefined;
}

/** Rows whose both parts are there. */
export interface ComplexRows extends Rows {
  readonly imag: Tensor;
}

/** Of the exponent: -1 forward, 1 back. */
export type Sign = 1 | -1;

/** Up to it one matrix product is the fastest. */
const LONGEST_DIRECT = 64;
/** Up to it a prime is computed by one matrix of that many rows. */
const LONGEST_PRIME = 1024;

/** e^(sign * 2 pi i * turns), cosines and sines in the shape. */
function roots(shape: readonly number[], turns: (place: number) => number): [Tensor, Tensor] {
  const size = sizeOf(shape);
  const cosines = new Float32Array(size);
  const sines = new Float32Array(size);
  for (let place = 0; place < size; place++) {
    const angle = 2 * Math.PI * turns(place);
    cosines[place] = Math.cos(angle);
    sines[place] = Math.sin(angle);
  }
  return [tensor(cosines, shape), tensor(sines, shape)];
}

/** Products of complex numbers, of which the left ones may be real. */
function product(
  { real, imag }: Rows,
  [cosines, sines]: readonly [Tensor, Tensor],
  multiply: (x: Tensor, y: Tensor) => Tensor,
): ComplexRows {
  if (!imag) return { real: multiply(real, cosines), imag: multiply(real, sines) };
  return {
    real: multiply(real, cosines).sub(multiply(imag, sines)),
    imag: multiply(real, sines).add(multiply(imag, cosines)),
  };
}

const each = <T extends Rows>({ real, imag }: T, change: (x: Tensor) => Tensor): T =>
  ({ real: change(real), imag: imag && change(imag) }) as T;

/** Without the factor: sum of x[j] e^(sign * 2 pi i j k / n) for each k. */
export function transformed(rows: Rows, n: number, sign: Sign): ComplexRows {
  const divisor = n <= LONGEST_DIRECT ? n : largestDivisor(n);
  if (divisor === n) return direct(rows, n, sign);
  return divisor === 1 ? byConvolution(rows, n, sign) : byParts(rows, divisor, n / divisor, sign);
}

/** The largest that one matrix product is the fastest for; of others the number itself, or 1 of a large prime. */
function largestDivisor(n: number): number {
  for (let divisor = LONGEST_DIRECT; divisor > 1; divisor--) if (n % divisor === 0) return divisor;
  for (let divisor = LONGEST_DIRECT; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return divisor <= LONGEST_PRIME ? divisor : 1;
  }
  return n <= LONGEST_PRIME ? n : 1;
}

function direct(rows: Rows, n: number, sign: Sign): ComplexRows {
  const turns = (place: number) => (sign * ((Math.floor(place / n) * (place % n)) % n)) / n;
  return product(rows, roots([n, n], turns), (x, y) => x.matmul(y));
}

/** n = a * b: transforms of length a, a turn of each, transforms of length b. */
function byParts(rows: Rows, a: number, b: number, sign: Sign): ComplexRows {
  const n = a * b;
  const columns = each(rows, (x) => x.reshape([-1, a, b]).transpose(1, 2).reshape([-1, a]));
  const first = each(direct(columns, a, sign), (x) => x.reshape([-1, b, a]));
  const turns = (place: number) => (sign * Math.floor(place / a) * (place % a)) / n;
  const turned = product(first, roots([b, a], turns), (x, y) => x.mul(y));
  const inner = each(turned, (x) => x.transpose(1, 2).reshape([-1, b]));
  return each(transformed(inner, b, sign), (x) =>
    x.reshape([-1, a, b]).transpose(1, 2).reshape([-1, n]),
  );
}

/** jk = (j^2 + k^2 - (k - j)^2) / 2 makes it a convolution with a chirp. L. Bluestein, 1970. */
function byConvolution(rows: Rows, n: number, sign: Sign): ComplexRows {
  let length = 1;
  while (length < 2 * n - 1) length *= 2;
  // Of a number of turns only what stands behind the point counts, and a double holds no square of a long length's place exactly.
  const turns = (place: number) =>
    (sign * Number((BigInt(place) * BigInt(place)) % BigInt(2 * n))) / (2 * n);
  const chirp = roots([1, n], turns);
  const mirrored = roots([1, length], (place) => {
    const j = Math.min(place, length - place);
    return j < n ? -turns(j) : 0;
  });
  const inside = Float32Array.from({ length }, (_, place) =>
    Math.min(place, length - place) < n ? 1 : 0,
  );
  const mask = tensor(inside, [1, length]);
  const padded = (x: Tensor) => cat([x, x.newZeros([x.shape[0], length - n])], 1);
  const signal = each(
    product(rows, chirp, (x, y) => x.mul(y)),
    padded,
  );
  const [real, imag] = mirrored.map((x) => x.mul(mask));
  const kernel = transformed({ real, imag }, length, -1);
  const spectrum = product(transformed(signal, length, -1), [kernel.real, kernel.imag], (x, y) =>
    x.mul(y),
  );
  const convolved = each(transformed(spectrum, length, 1), (x) => x.narrow(1, 0, n).div(length));
  return product(convolved, chirp, (x, y) => x.mul(y));
}
