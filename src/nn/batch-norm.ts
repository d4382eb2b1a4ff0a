/** Batch normalization. See Ioffe & Szegedy 2015. */
import { asOneOperation, noGrad, ones, ShapeError, type Tensor, zeros } from '../tensor/index.js';
import { checkWhole } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

export interface BatchNormOptions {
  /** Added to the variance, so that nothing is divided by 0. Default 1e-5. */
  eps?: number;
  /** The share of a batch in the running statistics. Default 0.1. */
  momentum?: number;
  /** Whether scale and shift are learnt. Default true. */
  affine?: boolean;
}

/** What the batch norms have in common: a mean and a variance for each channel, dimension 1. */
abstract class BatchNorm extends Module {
  /** The scale, `[channels]`. */
  readonly weight: Parameter | undefined;
  /** The shift, `[channels]`. */
  readonly bias: Parameter | undefined;
  /** What eval mode normalizes with; moves with every batch in training. */
  declare readonly runningMean: Tensor;
  declare readonly runningVar: Tensor;
  /** How many batches the running statistics have seen, int32. */
  declare readonly numBatchesTracked: Tensor;
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number;

  constructor(
    numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions,
  ) {
    super();
    this.numFeatures = checkWhole('BatchNorm', 'numFeatures', numFeatures, 1);
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? new Parameter(ones([numFeatures])) : undefined;
    this.bias = affine ? new Parameter(zeros([numFeatures])) : undefined;
    this.registerBuffer('runningMean', zeros([numFeatures]), 'running_mean');
    this.registerBuffer('runningVar', ones([numFeatures]), 'running_var');
    this.registerBuffer('numBatchesTracked', zeros([], 'int32'), 'num_batches_tracked');
  }

  /** The ranks of input that the layer takes. */
  protected abstract readonly ranks: readonly number[];

  /** @throws ShapeError unless dimension 1 has `numFeatures` channels. */
  forward(x: Tensor): Tensor {
    this.#check(x);
    return asOneOperation(() => {
      const { mean, variance } = this.training ? this.#measure(x) : this.#remembered(x);
      const scale = variance.add(this.eps).rsqrt();
      const normal = x
        .sub(mean)
        .mul(this.weight ? scale.mul(this.#channels(this.weight, x)) : scale);
      return this.bias ? normal.add(this.#channels(this.bias, x)) : normal;
    });
  }

  override extraRepr(): string {
    const affine = this.weight ? 'True' : 'False';
    const eps = this.eps === 1e-5 ? '1e-05' : this.eps;
    return `${this.numFeatures}, eps=${eps}, momentum=${this.momentum}, affine=${affine}, track_running_stats=True`;
  }

  #check(x: Tensor): void {
    const { name } = this.constructor;
    const problem = !this.ranks.includes(x.ndim)
      ? `It must have ${this.ranks.join(' or ')} dimensions.`
      : x.shape[1] !== this.numFeatures
        ? `Its dimension 1 must be numFeatures = ${this.numFeatures}.`
        : this.training && x.numel() === this.numFeatures
          ? 'In training there must be more than one value a channel to measure; use eval() for single samples.'
          : undefined;
    if (problem === undefined) return;
    throw new ShapeError(
      name,
      [x.shape],
      `${name}(${this.numFeatures}) got an input of shape [${x.shape.join(', ')}].\n  ${problem}`,
    );
  }

  /** A vector of channels in the input's rank: `[1, channels, 1, 1]`. */
  #channels(vector: Tensor, x: Tensor): Tensor {
    return vector.reshape(x.shape.map((_, i) => (i === 1 ? this.numFeatures : 1)));
  }

  #remembered(x: Tensor): { mean: Tensor; variance: Tensor } {
    return {
      mean: this.#channels(this.runningMean, x),
      variance: this.#channels(this.runningVar, x),
    };
  }

  /** The batch's own statistics; the running ones move towards them. */
  #measure(x: Tensor): { mean: Tensor; variance: Tensor } {
    const mean = channelMean(x);
    const variance = channelMean(x.sub(mean).square());
    const count = x.numel() / this.numFeatures;
    noGrad(() => {
      const unbiased = variance.mul(count / (count - 1));
      this.#move(this.runningMean, mean);
      this.#move(this.runningVar, unbiased);
      this.numBatchesTracked.add_(1);
    });
    return { mean, variance };
  }

  #move(running: Tensor, measured: Tensor): void {
    const target = measured.reshape([this.numFeatures]).mul(this.momentum);
    running.copy_(running.mul(1 - this.momentum).add(target));
  }
}

/**
 * The mean of each channel, `[1, channels, 1, 1]`. Dimension by dimension: adding up tens of thousands of
 * float32 numbers one by one would lose three digits.
 */
function channelMean(x: Tensor): Tensor {
  let mean = x;
  for (let dim = x.ndim - 1; dim >= 0; dim--) {
    if (dim !== 1) mean = mean.mean(dim, { keepdim: true });
  }
  return mean;
}

/** Normalizes features `[batch, features]` or `[batch, features, length]`. PyTorch: `torch.nn.BatchNorm1d`. */
export class BatchNorm1d extends BatchNorm {
  protected readonly ranks = [2, 3];

  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super(numFeatures, options);
  }
}

/** Normalizes images `[batch, channels, height, width]`. PyTorch: `torch.nn.BatchNorm2d`. */
export class BatchNorm2d extends BatchNorm {
  protected readonly ranks = [4];

  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super(numFeatures, options);
  }
}
