/** The order of scores, without a function for each comparison. */

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** Which half of a float64 the lower 32 bits are, on this machine. */
const LOW = new Uint32Array(Float64Array.of(1).buffer)[0] === 0 ? 0 : 1;

/**
 * The indices of the scores from the highest down; equal ones keep their order. A radix sort by the bits of
 * float64, six digits of 11 bits from the lowest; digits that are the same for all are skipped.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const size = scores.length;
  let from = columnsOf(size);
  let to = columnsOf(size);
  const counts = Array.from({ length: 6 }, () => new Uint32Array(BUCKETS));
  const bits = new Uint32Array(Float64Array.from(scores, (score) => score + 0).buffer);
  for (let i = 0; i < size; i++) {
    // Bits that ascend as the numbers descend.
    const high = bits[2 * i + 1 - LOW];
    const flip = high >>> 31 === 1 ? 0 : 0xffffffff;
    from.low[i] = bits[2 * i + LOW] ^ flip;
    from.high[i] = high ^ (flip & 0x7fffffff);
    from.index[i] = i;
    for (let digit = 0; digit < 6; digit++) counts[digit][digitOf(from, digit, i)]++;
  }
  for (let digit = 0; digit < 6; digit++) {
    const starts = counts[digit];
    if (starts.includes(size)) continue;
    for (let bucket = 0, total = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket];
      starts[bucket] = total;
      total += count;
    }
    for (let i = 0; i < size; i++) {
      const place = starts[digitOf(from, digit, i)]++;
      to.low[place] = from.low[i];
      to.high[place] = from.high[i];
      to.index[place] = from.index[i];
    }
    [from, to] = [to, from];
  }
  return from.index;
}

interface Columns {
  /** The halves of the keys, */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** and whose they are. */
  readonly index: Uint32Array;
}

const columnsOf = (size: number): Columns => ({
  low: new Uint32Array(size),
  high: new Uint32Array(size),
  index: new Uint32Array(size),
});

const digitOf = ({ low, high }: Columns, digit: number, i: number) =>
  ((digit < 3 ? low[i] : high[i]) >>> (DIGIT * (digit % 3))) & (BUCKETS - 1);
