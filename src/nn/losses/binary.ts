/** Losses of yes and no as modules. */
import type { Tensor } from '../../tensor/index.js';
import { warnOfSigmoid } from '../functional/losses/class-mistakes.js';
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
  constructor(options: WeightedOptions = {}) {
    super(options, { reduction: true, weight: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(input, target, this.options);
  }
}

/** Logits and probabilities of yes, of the same shape. PyTorch: `torch.nn.BCEWithLogitsLoss`. */
export class BCEWithLogitsLoss extends Loss<LogitsOptions> {
  constructor(options: LogitsOptions = {}) {
    super(options, { reduction: true, weight: true, posWeight: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    warnOfSigmoid(this, input);
    return binaryCrossEntropyWithLogits(input, target, this.options);
  }
}

/** Scores and targets 1 and -1. Shapes are equal. PyTorch: `torch.nn.SoftMarginLoss`. */
export class SoftMarginLoss extends Loss<LossOptions> {
  constructor(options: LossOptions = {}) {
    super(options, { reduction: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return softMarginLoss(input, target, this.options);
  }
}

/** Logits and yes or no for each class, `[batch, classes]`. PyTorch: `torch.nn.MultiLabelSoftMarginLoss`. */
export class MultiLabelSoftMarginLoss extends Loss<WeightedOptions> {
  constructor(options: WeightedOptions = {}) {
    super(options, { reduction: true, weight: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(input, target, this.options);
  }
}

/** Distances and targets 1 (alike) and -1. Shapes are equal. PyTorch: `torch.nn.HingeEmbeddingLoss`. */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  constructor(options: MarginOptions = {}) {
    super(options, { reduction: true, margin: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(input, target, this.options);
  }
}
