/** How alike or apart vectors are. */
import * as tf from '@tensorflow/tfjs-core';
import {
  asOneOperation,
  broadcastTensors,
  noGrad,
  operation,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Sole,
  soleOption,
  type Tensor,
  tensor,
  withDefaults,
} from '../../tensor/index.js';
import { atLeast } from './at-least.js';

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
  ...given: Placed<CosineOptions, ['dim', 'eps']>
): Tensor {
  const options = optionsByPlace<CosineOptions>('cosineSimilarity', given, ['dim', 'eps']);
  const { dim, eps } = withDefaults('cosineSimilarity', options, { dim: 1, eps: 1e-8 });
  return asOneOperation(() => {
    const unit = (x: Tensor) => x.div(atLeast(x.norm({ dim, keepdim: true }), eps));
    // `dim` counts in the shape of both.
    const [left, right] = broadcastTensors(a, b);
    return unit(left).mul(unit(right)).sum(dim);
  });
}

/**
 * The p-norms of the differences of all pairs of rows, `[n, m]` to `[n (n - 1) / 2]`: 0 and 1, 0 and 2, ... 1 and 2 ...
 * PyTorch: `pdist`.
 * @throws ShapeError unless it is a matrix.
 */
export function pdist(x: Tensor, given?: Sole<'p', number>): Tensor {
  const p = soleOption('pdist', 'p', given, 2);
  if (x.ndim !== 2) {
    throw new ShapeError(
      'pdist',
      [x.shape],
      `pdist: it takes a matrix, got [${x.shape.join(', ')}].`,
    );
  }
  const [rows] = x.shape;
  const pairs = Array.from({ length: rows }, (_, i) => i).flatMap((i) =>
    Array.from({ length: rows - 1 - i }, (_, k): [number, number] => [i, i + 1 + k]),
  );
  const at = (which: 0 | 1) =>
    x.indexSelect(0, tensor(Int32Array.from(pairs, (pair) => pair[which])));
  if (p === 0) return differing(x, at);
  return asOneOperation(() => at(0).sub(at(1)).norm(p, -1));
}

/** In how many places each pair differs, whose gradient is 0. */
const differing = (x: Tensor, at: (which: 0 | 1) => Tensor): Tensor =>
  operation({
    name: 'pdist',
    inputs: [x],
    saved: [],
    forward: () => noGrad(() => at(0).sub(at(1)).norm(0, -1)).tf,
    backward: () => [tf.zeros([...x.shape])],
  });

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
  return asOneOperation(() => a.sub(b).add(eps).norm(p, -1, { keepdim }));
}
