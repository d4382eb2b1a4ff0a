/** Losses that want some things nearer, or greater, than others, as modules. */
import type { Tensor } from '../../tensor/index.js';
import {
  cosineEmbeddingLoss,
  type LossOptions,
  type MarginOptions,
  type MultiMarginOptions,
  marginRankingLoss,
  multilabelMarginLoss,
  multiMarginLoss,
  type TripletDistanceOptions,
  type TripletOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from '../functional/losses/index.js';
import { Loss } from './loss.js';

/**
 * Two vectors and targets 1 (alike) and -1. `[batch, features]` twice and `[batch]`. PyTorch:
 * `torch.nn.CosineEmbeddingLoss`.
 */
export class CosineEmbeddingLoss extends Loss<
  MarginOptions,
  [a: Tensor, b: Tensor, target: Tensor]
> {
  constructor(options: MarginOptions = {}) {
    super(options, { reduction: true, margin: true });
  }

  forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(a, b, target, this.options);
  }
}

/** Two numbers and which is to be greater, 1 or -1. Shapes are equal. PyTorch: `torch.nn.MarginRankingLoss`. */
export class MarginRankingLoss extends Loss<MarginOptions, [a: Tensor, b: Tensor, target: Tensor]> {
  constructor(options: MarginOptions = {}) {
    super(options, { reduction: true, margin: true });
  }

  forward(a: Tensor, b: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(a, b, target, this.options);
  }
}

/** Scores `[batch, classes]` and class numbers int32 `[batch]`. PyTorch: `torch.nn.MultiMarginLoss`. */
export class MultiMarginLoss extends Loss<MultiMarginOptions> {
  constructor(options: MultiMarginOptions = {}) {
    super(options, { reduction: true, margin: true, p: true, weight: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, this.options);
  }
}

/** Scores `[batch, classes]` and lists of class numbers, ended by -1. PyTorch: `torch.nn.MultiLabelMarginLoss`. */
export class MultiLabelMarginLoss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, { reduction: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(input, target, this.options);
  }
}

/** An anchor, a positive and a negative. All are `[batch, features]`. PyTorch: `torch.nn.TripletMarginLoss`. */
export class TripletMarginLoss extends Loss<
  TripletOptions,
  [anchor: Tensor, positive: Tensor, negative: Tensor]
> {
  constructor(options: TripletOptions = {}) {
    super(options, { reduction: true, margin: true, p: true, eps: true, swap: true });
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}

/**
 * An anchor, a positive and a negative, by any distance. Shapes are what the distance takes. PyTorch:
 * `torch.nn.TripletMarginWithDistanceLoss`.
 */
export class TripletMarginWithDistanceLoss extends Loss<
  TripletDistanceOptions,
  [anchor: Tensor, positive: Tensor, negative: Tensor]
> {
  constructor(options: TripletDistanceOptions = {}) {
    super(options, { reduction: true, margin: true, swap: true, distanceFunction: true });
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginWithDistanceLoss(anchor, positive, negative, this.options);
  }
}
