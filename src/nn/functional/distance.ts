/** How alike or apart vectors are. */
import { asOneOperation, type Tensor, withDefaults } from '../../tensor/index.js';

/** Options of {@link cosineSimilarity}. */
export interface CosineOptions {
  /** Default 1. */
  dim?: number;
  /** The least that norms are taken as. Default 1e-8. */
  eps?: number;
}

/** The cosine of the angle between vectors. Shapes broadcast; `dim` is dropped. PyTorch: `cosine_similarity`. */
export function cosineSimilarity(a: Tensor, b: Tensor, options: CosineOptions = {}): Tensor {
  const { dim, eps } = withDefaults('cosineSimilarity', options, { dim: 1, eps: 1e-8 });
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
export function pairwiseDistance(a: Tensor, b: Tensor, options: DistanceOptions = {}): Tensor {
  const { p, eps, keepdim } = withDefaults('pairwiseDistance', options, {
    p: 2,
    eps: 1e-6,
    keepdim: false,
  });
  return asOneOperation(() => a.sub(b).add(eps).norm(-1, { p, keepdim }));
}
