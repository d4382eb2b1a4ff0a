/** Thins long curves to what a screen can show, keeping every peak: each bucket's ends and extremes. */

export interface Points {
  x: readonly number[];
  y: readonly number[];
}

/** At most `limit` points of a curve; the first and the last are always among them. */
export function decimate({ x, y }: Points, limit: number): { x: number[]; y: number[] } {
  if (y.length <= limit) return { x: [...x], y: [...y] };
  const kept = new Set([0, y.length - 1]);
  const buckets = Math.max(1, Math.floor((limit - 2) / 2));
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * y.length) / buckets);
    const to = Math.floor(((bucket + 1) * y.length) / buckets);
    const { low, high } = extremes(y, from, to);
    kept.add(low).add(high);
  }
  const order = [...kept].sort((a, b) => a - b);
  return { x: order.map((i) => x[i] ?? NaN), y: order.map((i) => y[i] ?? NaN) };
}

/** Where the smallest and the largest value of y[from, to) are; NaN counts as neither. */
function extremes(y: readonly number[], from: number, to: number): { low: number; high: number } {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i++) {
    const value = y[i] ?? NaN;
    // Written so that a NaN at `from` gives way to the first number.
    if (!(value >= (y[low] ?? NaN)) && !Number.isNaN(value)) low = i;
    if (!(value <= (y[high] ?? NaN)) && !Number.isNaN(value)) high = i;
  }
  return { low, high };
}
