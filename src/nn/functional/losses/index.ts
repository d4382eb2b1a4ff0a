/** Losses. PyTorch: `torch.nn.functional`. */
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  hingeEmbeddingLoss,
  type LogitsOptions,
  type MarginOptions,
  multilabelSoftMarginLoss,
  softMarginLoss,
} from './binary.js';
export {
  type ClassLossOptions,
  type CrossEntropyOptions,
  crossEntropy,
  type LinearCrossEntropyArguments,
  linearCrossEntropy,
  nllLoss,
} from './classes.js';
export { type CTCOptions, ctcLoss, type Lengths } from './ctc.js';
export { type KLDivOptions, klDiv } from './kl-divergence.js';
export {
  cosineEmbeddingLoss,
  type MultiMarginOptions,
  marginRankingLoss,
  multilabelMarginLoss,
  multiMarginLoss,
  type TripletDistanceOptions,
  type TripletOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from './margins.js';
export type { LossOptions, Reduction, WeightedOptions } from './reduction.js';
export {
  type GaussianOptions,
  gaussianNllLoss,
  type HuberOptions,
  huberLoss,
  l1Loss,
  mseLoss,
  type PoissonOptions,
  poissonNllLoss,
  type SmoothL1Options,
  smoothL1Loss,
} from './regression.js';
