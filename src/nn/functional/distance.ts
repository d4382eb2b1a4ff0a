/** How alike or apart vectors are. */
import { asOneOperation, type Tensor } from '../../tensor/index.js';

/** Options of {@link cosineSimilarity}. */
export interface CosineOptions {
  /** Default 1. */
  dim?: number;
  /** The least that norms are taken as. Default 1e-8. */
  eps?: number;
}

/** The cosine of the angle between vectors. Shapes broadcast; `dim` is dropped. PyTorch: `cosine_similarity`. */
export function cosineSimilarity(
  a: Tensor,
  b: Tensor,
  { dim = 1, eps = 1e-8 }: CosineOptions = {},
): Tensor {
  return asOneOperation(() => {
    const unit = (x: Tensor) => x.div(x.norm(dim, { keepdim: true }).clampMin(eps));
    return unit(a).mul(unit(b)).sum(dim);
  });
}

/** Options of {@link pairwiseDistance}. */
export interface DistanceOptions {
  /** Default 2. */
  p?: number;
  /** Added to differences. Default 1e-6. */
  eps?: number;
  /** Default false. */
  keepdim?: boolean;
}

/** The norm of differences, along the last dimension. `[batch, features]` twice. PyTorch: `pairwise_distance`. */
export function pairwiseDistance(
  a: Tensor,
  b: Tensor,
  { p = 2, eps = 1e-6, keepdim = false }: DistanceOptions = {},
): Tensor {
  return asOneOperation(() => a.sub(b).add(eps).norm(-1, { p, keepdim }));
}
