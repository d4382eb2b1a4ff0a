/** Losses of class numbers as modules. */
import type { Tensor } from '../../tensor/index.js';
import { warnOfSoftmax } from '../functional/losses/class-mistakes.js';
import {
  type ClassLossOptions,
  type CrossEntropyOptions,
  crossEntropyOf,
  nllLoss,
} from '../functional/losses/classes.js';
import { Loss } from './loss.js';

/** Logits `[batch, classes]` and class numbers int32 `[batch]`. PyTorch: `torch.nn.CrossEntropyLoss`. */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  constructor(options: CrossEntropyOptions = {}) {
    super(options, { reduction: true, weight: true, ignoreIndex: true, labelSmoothing: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    warnOfSoftmax(this, input);
    return crossEntropyOf(input, target, this.options);
  }
}

/** Log probabilities `[batch, classes]` and class numbers int32 `[batch]`. PyTorch: `torch.nn.NLLLoss`. */
export class NLLLoss extends Loss<ClassLossOptions> {
  constructor(options: ClassLossOptions = {}) {
    super(options, { reduction: true, weight: true, ignoreIndex: true });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return nllLoss(input, target, this.options);
  }
}
