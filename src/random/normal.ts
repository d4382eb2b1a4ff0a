/**
 * Normal numbers by the Box-Muller transform, in the order and with the rounding of PyTorch's CPU kernels
 * for float32. See Box & Muller 1958; PyTorch: `normal_fill` and `normal_distribution`.
 */
import { log, multiplyAdd, sinCos } from './single-precision.js';

/** What this needs of a generator. */
interface NormalSource {
  /** Fills with numbers that are uniform in [0, 1), of 24 bits. */
  fillRand(values: Float32Array): void;
  /** Normal, in double precision. */
  normalDouble(): number;
}

/** From this size on, PyTorch fills a tensor in blocks of as many. */
const BLOCK = 16;
const HALF = BLOCK / 2;
const TWO_PI = Math.fround(2 * Math.PI);

/** `size` float32 numbers of this mean and standard deviation. */
export function normal(
  source: NormalSource,
  size: number,
  mean: number,
  std: number,
): Float32Array {
  if (size < BLOCK) {
    return Float32Array.from({ length: size }, () => source.normalDouble() * std + mean);
  }
  const scale = Math.fround(std);
  const shift = Math.fround(mean);
  const values = new Float32Array(size);
  source.fillRand(values);
  for (let start = 0; start + BLOCK <= size; start += BLOCK) {
    transformBlock(values, start, shift, scale);
  }
  // What is left over shares a block with numbers that are there already; all are drawn again.
  if (size % BLOCK !== 0) {
    const start = size - BLOCK;
    source.fillRand(values.subarray(start));
    transformBlock(values, start, shift, scale);
  }
  return values;
}

const pair = new Float32Array(2);

/** Turns 16 uniform numbers into normal ones, in place: the first half radii, the second angles. */
function transformBlock(values: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + HALF; i++) {
    const logarithm = log(Math.fround(1 - values[i]));
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * logarithm)));
    sinCos(Math.fround(TWO_PI * values[i + HALF]), pair);
    values[i] = multiplyAdd(Math.fround(radius * pair[1]), std, mean);
    values[i + HALF] = multiplyAdd(Math.fround(radius * pair[0]), std, mean);
  }
}
