/**
 * Normal numbers by the Box-Muller transform, in the order of PyTorch's CPU kernels.
 * See Box & Muller 1958; PyTorch: `normal_fill` and `normal_distribution`.
 */

/** What this needs of a generator. */
interface NormalSource {
  /** Uniform in [0, 1), 24 bits. */
  rand(): number;
  /** Normal, in double precision. */
  normalDouble(): number;
}

/** From this size on, PyTorch fills a tensor in blocks of as many. */
const BLOCK = 16;
const HALF = BLOCK / 2;

/** `size` float32 numbers of mean 0 and standard deviation 1. */
export function normal(source: NormalSource, size: number): Float32Array {
  if (size < BLOCK) return Float32Array.from({ length: size }, () => source.normalDouble());
  const values = Float32Array.from({ length: size }, () => source.rand());
  for (let start = 0; start + BLOCK <= size; start += BLOCK) transformBlock(values, start);
  // What is left over shares a block with numbers that are there already; all are drawn again.
  if (size % BLOCK !== 0) {
    const start = size - BLOCK;
    for (let i = start; i < size; i++) values[i] = source.rand();
    transformBlock(values, start);
  }
  return values;
}

/** Turns 16 uniform numbers into normal ones, in place: the first half radii, the second angles. */
function transformBlock(values: Float32Array, start: number): void {
  for (let i = start; i < start + HALF; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i]));
    const angle = 2 * Math.PI * values[i + HALF];
    values[i] = radius * Math.cos(angle);
    values[i + HALF] = radius * Math.sin(angle);
  }
}
