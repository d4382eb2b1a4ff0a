/** Losses of class numbers as modules. */
import type { Tensor } from '../../tensor/index.js';
import { warnOfNoLogarithms, warnOfSoftmax } from '../functional/losses/class-mistakes.js';
import {
  type ClassLossOptions,
  type CrossEntropyOptions,
  crossEntropyOf,
  linearCrossEntropy,
  nllLossOf,
} from '../functional/losses/classes.js';
import { Linear } from '../linear.js';
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
    const loss = nllLossOf(input, target, this.options);
    warnOfNoLogarithms(this, input, loss);
    return loss;
  }
}

/** Options of {@link LinearCrossEntropyLoss}. */
export interface LinearCrossEntropyLossOptions extends CrossEntropyOptions {
  /** Further dimensions of the logits, `[batch, classes, ...outFeatures]`. Default none. */
  outFeatures?: readonly number[];
  /** Whether the linear layer has a bias. Default false. */
  bias?: boolean;
}

/**
 * A linear layer and the cross entropy of its logits: features `[batch, inFeatures]` and class numbers int32
 * `[batch, ...outFeatures]`. PyTorch: `torch.nn.LinearCrossEntropyLoss`.
 */
export class LinearCrossEntropyLoss extends Loss<LinearCrossEntropyLossOptions> {
  /** Its weight is `[classes x outFeatures, inFeatures]`. */
  readonly linear: Linear;
  /** The number of classes. */
  readonly numClasses: number;

  constructor(inFeatures: number, numClasses: number, options: LinearCrossEntropyLossOptions = {}) {
    super(options, {
      ...{ reduction: true, weight: true, ignoreIndex: true, labelSmoothing: true },
      ...{ outFeatures: true, bias: true },
    });
    const { outFeatures = [], bias = false } = options;
    const outputs = outFeatures.reduce((product, size) => product * size, numClasses);
    this.numClasses = numClasses;
    this.linear = new Linear(inFeatures, outputs, { bias });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { outFeatures = [], bias: _, ...options } = this.options;
    const { weight, bias, inFeatures } = this.linear;
    const classes = [this.numClasses, ...outFeatures];
    return linearCrossEntropy(input, weight.reshape([...classes, inFeatures]), target, {
      ...options,
      linearBias: bias?.reshape(classes),
    });
  }
}
