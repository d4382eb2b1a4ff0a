/** The middle of numbers, and any other of their places, without sorting them all. */

/** Fewer are sorted: that is as fast. */
const FEW = 64;

/** The middle value, or the mean of the middle two; NaN without values, or with NaN in the middle of the sorted ones. */
export function median(values: ArrayLike<number>): number {
  const some = new Float64Array(values);
  const half = some.length / 2;
  if (some.length === 0) return Number.NaN;
  if (!Number.isInteger(half)) return select(some, Math.floor(half));
  const above = select(some, half);
  return (greatest(some, half) + above) / 2;
}

/**
 * The value that would stand at `place` if the values were sorted, NaN last. Moves them: those before the place are no
 * greater, those behind it no less. See Hoare 1961, "Algorithm 65: Find".
 */
export function select(values: Float64Array, place: number): number {
  let from = 0;
  let to = withoutNaN(values) - 1;
  while (to - from >= FEW && place <= to) {
    const pivot = medianOfThree(values[from], values[(from + to) >> 1], values[to]);
    let [low, high] = [from, to];
    while (low <= high) {
      while (values[low] < pivot) low++;
      while (values[high] > pivot) high--;
      if (low > high) break;
      const swapped = values[low];
      values[low++] = values[high];
      values[high--] = swapped;
    }
    if (place <= high) to = high;
    else if (place >= low) from = low;
    else return pivot;
  }
  values.subarray(from, to + 1).sort();
  return values[place];
}

/** The greatest of the first so many values. */
function greatest(values: Float64Array, count: number): number {
  let most = values[0];
  for (let i = 1; i < count; i++) if (values[i] > most) most = values[i];
  return most;
}

/** Moves NaN to the end. @returns how many others there are */
function withoutNaN(values: Float64Array): number {
  let count = values.length;
  for (let i = 0; i < count; ) {
    if (Number.isNaN(values[i])) {
      values[i] = values[--count];
      values[count] = Number.NaN;
    } else i++;
  }
  return count;
}

const medianOfThree = (a: number, b: number, c: number) =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
