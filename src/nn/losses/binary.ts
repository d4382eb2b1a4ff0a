/** Losses of yes and no as modules. */
import type { Tensor } from '../../tensor/index.js';
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  hingeEmbeddingLoss,
  type LogitsOptions,
  type LossOptions,
  type MarginOptions,
  multilabelSoftMarginLoss,
  softMarginLoss,
  type WeightedOptions,
} from '../functional/losses/index.js';
import { Loss } from './loss.js';

/** Probabilities, and probabilities of yes, of the same shape. PyTorch: `torch.nn.BCELoss`. */
export class BCELoss extends Loss<WeightedOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.options);
  }
}

/** Logits and probabilities of yes, of the same shape. PyTorch: `torch.nn.BCEWithLogitsLoss`. */
export class BCEWithLogitsLoss extends Loss<LogitsOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}

/** Scores and targets 1 and -1. PyTorch: `torch.nn.SoftMarginLoss`. */
export class SoftMarginLoss extends Loss<LossOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}

/** Logits and yes or no for each class, `[batch, classes]`. PyTorch: `torch.nn.MultiLabelSoftMarginLoss`. */
export class MultiLabelSoftMarginLoss extends Loss<WeightedOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, this.options);
  }
}

/** Distances and targets 1 (alike) and -1. PyTorch: `torch.nn.HingeEmbeddingLoss`. */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, this.options);
  }
}
