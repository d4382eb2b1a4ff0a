/** The order of scores, without a function for each comparison. */

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/**
 * The indices of the scores from the highest down; equal ones keep their order. A radix sort by the bits of
 * float64, six digits of 11 bits; digits that are the same for all are skipped.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const size = scores.length;
  const bits = new Uint32Array(Float64Array.from(scores).buffer);
  const [low, high] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
  const keys = [new Uint32Array(size), new Uint32Array(size)];
  for (let i = 0; i < size; i++) {
    // Bits that ascend as the numbers descend: 0 and -0 are the same.
    const isZero = bits[2 * i + low] === 0 && bits[2 * i + high] === 0x80000000;
    const upper = isZero ? 0 : bits[2 * i + high];
    const flip = upper >>> 31 === 1 ? 0 : 0xffffffff;
    keys[0][i] = bits[2 * i + low] ^ flip;
    keys[1][i] = upper ^ (flip & 0x7fffffff);
  }
  let order = Uint32Array.from({ length: size }, (_, i) => i);
  let next = new Uint32Array(size);
  for (const [key, shift] of [
    [keys[0], 0],
    [keys[0], DIGIT],
    [keys[0], 2 * DIGIT],
    [keys[1], 0],
    [keys[1], DIGIT],
    [keys[1], 2 * DIGIT],
  ] as const) {
    const starts = new Uint32Array(BUCKETS + 1);
    for (let i = 0; i < size; i++) starts[((key[i] >>> shift) & (BUCKETS - 1)) + 1]++;
    if (starts.includes(size)) continue;
    for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1] += starts[bucket];
    for (let i = 0; i < size; i++) {
      const sample = order[i];
      next[starts[(key[sample] >>> shift) & (BUCKETS - 1)]++] = sample;
    }
    [order, next] = [next, order];
  }
  return order;
}
