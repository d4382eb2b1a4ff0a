/** Losses as modules: called with the output and the target. PyTorch: `torch.nn`. */
export {
  BCELoss,
  BCEWithLogitsLoss,
  HingeEmbeddingLoss,
  MultiLabelSoftMarginLoss,
  SoftMarginLoss,
} from './binary.js';
export {
  CrossEntropyLoss,
  LinearCrossEntropyLoss,
  type LinearCrossEntropyLossOptions,
  NLLLoss,
} from './classes.js';
export { CTCLoss } from './ctc.js';
export {
  CosineEmbeddingLoss,
  MarginRankingLoss,
  MultiLabelMarginLoss,
  MultiMarginLoss,
  TripletMarginLoss,
  TripletMarginWithDistanceLoss,
} from './margins.js';
export {
  GaussianNLLLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  MSELoss,
  PoissonNLLLoss,
  SmoothL1Loss,
} from './regression.js';
