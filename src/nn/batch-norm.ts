/** Batch and instance normalization: layers with statistics of channels. */
import {
  checkWhole,
  noGrad,
  ones,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { batchNorm } from './functional/batch-norm.js';
import { instanceNorm } from './functional/normalization.js';
import type { KIND, Kind } from './layer-kind.js';
import { leastSize, showBool, showFloat, unlessLeftOut } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';
import { warnOfTrainingMode } from './training-mode.js';

/** Options of {@link BatchNorm2d} and its kin. */
export interface BatchNormOptions {
  /** Added to the variance, so that nothing is divided by 0. Default 1e-5. */
  eps?: number;
  /** The share of a batch in the running statistics; null for the mean of all batches. Default 0.1. */
  momentum?: number | null;
  /** Whether scale and shift are learnt. Default true for batches, false for instances (true where lazy). */
  affine?: boolean;
  /** Whether there is a shift, where `affine` is true. Default true. */
  bias?: boolean;
  /** Whether there are running statistics, for eval mode. Default true for batches, false for instances (true where lazy). */
  trackRunningStats?: boolean;
}

const PLACES = ['eps', 'momentum', 'affine'] as const;

/** What may follow the number of channels, by its place or by name. */
export type BatchNormArguments = Placed<BatchNormOptions, typeof PLACES>;

/**
 * A scale, a shift, a mean and a variance for each channel, dimension 1.
 * @typeParam Absent undefined for layers that are made without them by default
 */
abstract class ChannelNorm<Absent extends undefined> extends Module {
  /** The scale, `[channels]`; undefined where it was left out. */
  weight: Parameter | Absent;
  /** The shift, `[channels]`; undefined where it was left out. */
  bias: Parameter | Absent;
  /** What eval mode normalizes with, `[channels]`; moves with every batch in training. Undefined where left out. */
  declare readonly runningMean: Tensor | Absent;
  declare readonly runningVar: Tensor | Absent;
  /** How many batches the running statistics have seen, int32. */
  declare readonly numBatchesTracked: Tensor | Absent;
  readonly numFeatures: number;
  readonly eps: number;
  momentum: number | null;

  constructor(numFeatures: number, options: BatchNormOptions, usual: boolean) {
    super();
    const { name } = this.constructor;
    const { eps, momentum, affine, bias, trackRunningStats } = withDefaults(name, options, {
      eps: 1e-5,
      momentum: 0.1,
      affine: usual,
      bias: true,
      trackRunningStats: usual,
    });
    this.numFeatures = checkWhole(name, 'numFeatures', numFeatures, leastSize(this));
    this.eps = eps;
    this.momentum = momentum;
    this.weight = unlessLeftOut(affine, () => new Parameter(ones([numFeatures])));
    this.bias = unlessLeftOut(affine && bias, () => new Parameter(zeros([numFeatures])));
    const tracked = (value: Tensor) => (trackRunningStats ? value : undefined);
    this.registerBuffer('runningMean', tracked(zeros([numFeatures])), { key: 'running_mean' });
    this.registerBuffer('runningVar', tracked(ones([numFeatures])), { key: 'running_var' });
    this.registerBuffer('numBatchesTracked', tracked(zeros([], 'int32')), {
      key: 'num_batches_tracked',
    });
  }

  /** Forgets what the running statistics have seen. */
  resetRunningStats(): void {
    noGrad(() => {
      this.runningMean?.zero_();
      this.runningVar?.fill_(1);
      this.numBatchesTracked?.zero_();
    });
  }

  override extraRepr(): string {
    const momentum = this.momentum === null ? 'None' : this.momentum;
    return (
      `${this.numFeatures}, eps=${showFloat(this.eps)}, momentum=${momentum}, ` +
      `affine=${showBool(this.weight !== undefined)}, bias=${showBool(this.bias !== undefined)}, ` +
      `track_running_stats=${showBool(this.runningMean !== undefined)}`
    );
  }

  protected unfit(x: Tensor, problem: string): ShapeError {
    const { name } = this.constructor;
    return new ShapeError(
      name,
      [x.shape],
      `${name}(${this.numFeatures}) got an input of shape [${x.shape.join(', ')}].\n  ${problem}`,
    );
  }
}

export abstract class BatchNorm extends ChannelNorm<never> {
  /** The ranks of input that the layer takes. */
  protected abstract readonly ranks: readonly number[];

  constructor(numFeatures: number, given: BatchNormArguments) {
    super(numFeatures, optionsByPlace(new.target.name, given, PLACES), true);
  }

  /** @throws ShapeError unless dimension 1 has `numFeatures` channels. */
  forward(x: Tensor): Tensor {
    this.#check(x);
    // Without a momentum it measures a whole data set, which is meant.
    if (this.momentum !== null) warnOfTrainingMode(this, 'measures each batch');
    const { weight, bias, eps, training } = this;
    let momentum = this.momentum ?? 0;
    if (training && this.numBatchesTracked) {
      this.numBatchesTracked.add_(1);
      if (this.momentum === null) momentum = 1 / this.numBatchesTracked.item();
    }
    const options = { weight, bias, eps, momentum, training };
    return batchNorm(x, this.runningMean, this.runningVar, options);
  }

  #check(x: Tensor): void {
    if (!this.ranks.includes(x.ndim)) {
      throw this.unfit(x, `It must have ${this.ranks.join(' or ')} dimensions.`);
    }
    if (x.shape[1] !== this.numFeatures) {
      throw this.unfit(x, `Its dimension 1 must be numFeatures = ${this.numFeatures}.`);
    }
    if (this.training && x.numel() === this.numFeatures) {
      throw this.unfit(
        x,
        'In training there must be more than one value a channel to measure; use eval() for single samples.',
      );
    }
  }
}

/** Normalizes features `[batch, features]` or `[batch, features, length]`. PyTorch: `torch.nn.BatchNorm1d`. */
export class BatchNorm1d<C extends number = number> extends BatchNorm {
  /** @internal */
  declare readonly [KIND]: Kind<'same', ['features', C]>;
  protected readonly ranks = [2, 3];

  constructor(numFeatures: C, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}

/** Normalizes images `[batch, channels, height, width]`. PyTorch: `torch.nn.BatchNorm2d`. */
export class BatchNorm2d<C extends number = number> extends BatchNorm {
  /** @internal */
  declare readonly [KIND]: Kind<'same', ['channels', C]>;
  protected readonly ranks = [4];

  constructor(numFeatures: C, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}

/** Normalizes volumes `[batch, channels, depth, height, width]`. PyTorch: `torch.nn.BatchNorm3d`. */
export class BatchNorm3d<C extends number = number> extends BatchNorm {
  /** @internal */
  declare readonly [KIND]: Kind<'same', ['channels', C]>;
  protected readonly ranks = [5];

  constructor(numFeatures: C, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}

/** Each sample's channels by themselves: a batch norm in which every sample's channel is a channel. */
abstract class InstanceNorm extends ChannelNorm<undefined> {
  protected abstract readonly rank: number;

  constructor(numFeatures: number, given: BatchNormArguments) {
    super(numFeatures, optionsByPlace(new.target.name, given, PLACES), false);
  }

  forward(x: Tensor): Tensor {
    if (x.ndim === this.rank - 1) return this.forward(x.unsqueeze(0)).squeeze(0);
    if (x.ndim !== this.rank || x.shape[1] !== this.numFeatures) {
      throw this.unfit(x, `It must have ${this.rank} dimensions and ${this.numFeatures} channels.`);
    }
    const { runningMean, runningVar, weight, bias, eps } = this;
    const useInputStats = this.training || !runningMean;
    if (useInputStats && x.shape.slice(2).every((size) => size === 1)) {
      throw this.unfit(x, 'There must be more than one value in a channel of a sample to measure.');
    }
    const momentum = this.momentum ?? 0;
    return instanceNorm(x, runningMean, runningVar, { weight, bias, useInputStats, momentum, eps });
  }
}

/** Normalizes each channel of each series. See Ulyanov et al. 2016; PyTorch: `torch.nn.InstanceNorm1d`. */
export class InstanceNorm1d extends InstanceNorm {
  /** @internal */
  protected readonly rank = 3;

  constructor(numFeatures: number, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}

/** Normalizes each channel of each image. PyTorch: `torch.nn.InstanceNorm2d`. */
export class InstanceNorm2d extends InstanceNorm {
  /** @internal */
  protected readonly rank = 4;

  constructor(numFeatures: number, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}

/** Normalizes each channel of each volume. PyTorch: `torch.nn.InstanceNorm3d`. */
export class InstanceNorm3d extends InstanceNorm {
  /** @internal */
  protected readonly rank = 5;

  constructor(numFeatures: number, ...options: BatchNormArguments) {
    super(numFeatures, options);
  }
}
