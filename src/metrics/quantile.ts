/** Quantiles of sorted numbers. */

/** Linear between the samples, rounded as NumPy's. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  const [part, step] = [place - below, sorted[above] - sorted[below]];
  return part < 0.5 ? sorted[below] + step * part : sorted[above] - step * (1 - part);
}
