/** Distances as layers. */
import { checkOptionNames, type Tensor } from '../tensor/index.js';
import {
  type CosineOptions,
  cosineSimilarity,
  type DistanceOptions,
  pairwiseDistance,
} from './functional/distance.js';
import { Module } from './module.js';

/** The cosine of the angle between vectors, along `dim`. Shapes broadcast. PyTorch: `torch.nn.CosineSimilarity`. */
export class CosineSimilarity extends Module<[Tensor, Tensor]> {
  /** @param options The dimension and `eps`. */
  constructor(readonly options: CosineOptions = {}) {
    super();
    checkOptionNames('CosineSimilarity', options, { dim: true, eps: true });
  }

  forward(a: Tensor, b: Tensor): Tensor {
    return cosineSimilarity(a, b, this.options);
  }
}

/** The norm of differences. `[batch, features]` twice. PyTorch: `torch.nn.PairwiseDistance`. */
export class PairwiseDistance extends Module<[Tensor, Tensor]> {
  /** @param options The norm and `eps`. */
  constructor(readonly options: DistanceOptions = {}) {
    super();
    checkOptionNames('PairwiseDistance', options, { p: true, eps: true, keepdim: true });
  }

  forward(a: Tensor, b: Tensor): Tensor {
    return pairwiseDistance(a, b, this.options);
  }
}
