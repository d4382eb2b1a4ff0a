/** A bound that lets gradients through. */
import type { Tensor } from '../../tensor/index.js';

/** As `x.clampMin(least)`, for any shape, but with the gradient of x itself: so PyTorch bounds norms and variances. */
export function atLeast(x: Tensor, least: number): Tensor {
  const value = x.detach();
  return x.add(value.clampMin(least).sub(value));
}
