/** The value that a share of the weight lies below. */
import { select } from '../../median.js';
import { descendingOrder } from '../ranking/order.js';

/** The same where each value counts once, without sorting them all. */
function plainQuantile(values: Float64Array, share: number): number {
  const wanted = share * values.length;
  const at = Math.max(Math.ceil(wanted) - 1, 0);
  const some = values.slice();
  const value = select(some, at);
  const isBetween = at + 1 - wanted <= Number.EPSILON && at + 1 < values.length;
  return isBetween ? (value + select(some, at + 1)) / 2 : value;
}

/**
 * The weighted quantile by the averaged inverse of the cumulated weights: the mean of two values where the
 * share ends exactly between them, else a value that occurs. NumPy: `averaged_inverted_cdf`; scikit-learn:
 * `_weighted_percentile(average=True)`.
 *
 * @param weights default: each value counts once
 * @param share 0 to 1
 */
export function weightedQuantile(
  values: Float64Array,
  weights: ArrayLike<number> | undefined,
  share: number,
): number {
  if (weights === undefined) return plainQuantile(values, share);
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
