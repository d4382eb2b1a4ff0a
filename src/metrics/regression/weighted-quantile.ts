/** The value that a share of the weight lies below. */
import { descendingOrder } from '../ranking/order.js';

/**
 * The weighted quantile by the averaged inverse of the cumulated weights: the mean of two values where the
 * share ends exactly between them, else a value that occurs. NumPy: `averaged_inverted_cdf`; scikit-learn:
 * `_weighted_percentile(average=True)`.
 *
 * @param share 0 to 1
 */
export function weightedQuantile(
  values: Float64Array,
  weights: ArrayLike<number>,
  share: number,
): number {
  const order = descendingOrder(values).reverse();
  let total = 0;
  const sums = Array.from(order, (i) => {
    total += weights[i];
    return total;
  });
  const last = order.length - 1;
  // Of share 0, the first value that has a weight.
  const wanted = share * total || Number.MIN_VALUE;
  const found = sums.findIndex((sum) => sum >= wanted);
  const at = found < 0 ? last : found;
  const value = values[order[at]];
  if (sums[at] - wanted > Number.EPSILON) return value;
  const next = order.findIndex((i, place) => place > at && weights[i] !== 0);
  return next < 0 ? value : (value + values[order[next]]) / 2;
}
