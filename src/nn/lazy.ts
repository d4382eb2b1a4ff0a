/**
 * Layers that take the size of their input from the first batch, and are the plain layer from then on.
 * PyTorch: `torch.nn.LazyLinear` and its kin.
 */
import { OptionError, ones, type Tensor, zeros } from '../tensor/index.js';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './batch-norm.js';
import { Conv1d, Conv2d, Conv3d, type ConvOptions } from './conv.js';
import {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from './conv-transpose.js';
import { LAZY, type Size } from './layer-options.js';
import { Linear, type LinearOptions } from './linear.js';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';

/** Gives a layer what it waited for, and makes it one of the kind that it stands for. */
function become<L extends Module>(layer: L, kind: { readonly prototype: L }, fields: object): void {
  Object.assign(layer, fields);
  Object.setPrototypeOf(layer, kind.prototype);
}

/** `Linear` whose `inFeatures` come from the first input, `[..., inFeatures]`. PyTorch: `torch.nn.LazyLinear`. */
export class LazyLinear<Out extends number = number> extends Linear<number, Out> {
  constructor(outFeatures: Out, options: LinearOptions = {}) {
    super(0, outFeatures, options);
  }

  /** Takes its size from `x [..., inFeatures]`, draws its weights, and is a `Linear` from then on. */
  override forward(x: Tensor): Tensor {
    const inFeatures = x.shape[x.ndim - 1];
    const weight = new Parameter(zeros([this.outFeatures, inFeatures]));
    become<Linear>(this, Linear, { inFeatures, weight });
    this.resetParameters();
    return super.forward(x);
  }
}

type AnyConv = Conv1d | Conv2d | Conv3d | ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;

/** @throws OptionError when the groups don't divide the channels. */
function convolve(layer: AnyConv, kind: { readonly prototype: AnyConv }, x: Tensor): Tensor {
  const { kernelSize, outChannels, groups } = layer;
  const { name } = layer.constructor;
  const rank = kernelSize.length;
  const isTransposed = layer.weight.shape[0] === 0;
  const inChannels = x.shape[x.ndim === rank + 2 ? 1 : 0] ?? 0;
  if (inChannels % groups !== 0) {
    throw new OptionError(
      name,
      'groups',
      groups,
      `a divisor of the input's ${inChannels} channels`,
    );
  }
  const [rows, columns] = isTransposed ? [inChannels, outChannels] : [outChannels, inChannels];
  const weight = new Parameter(zeros([rows, columns / groups, ...kernelSize]));
  become<AnyConv>(layer, kind, { inChannels, weight });
  layer.resetParameters();
  return kind.prototype.forward.call(layer, x);
}

/** `Conv1d` whose `inChannels` come from the first input, `[batch, inChannels, length]`. */
export class LazyConv1d<Out extends number = number> extends Conv1d<number, Out> {
  constructor(outChannels: Out, kernelSize: Size, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv1d, x);
  }
}

/** `Conv2d` whose `inChannels` come from the first input, `[batch, inChannels, height, width]`. */
export class LazyConv2d<Out extends number = number> extends Conv2d<number, Out> {
  constructor(outChannels: Out, kernelSize: Size, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv2d, x);
  }
}

/** `Conv3d` whose `inChannels` come from the first input, `[batch, inChannels, depth, height, width]`. */
export class LazyConv3d<Out extends number = number> extends Conv3d<number, Out> {
  constructor(outChannels: Out, kernelSize: Size, options: ConvOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv3d, x);
  }
}

/** `ConvTranspose1d` whose `inChannels` come from the first input, `[batch, inChannels, length]`. */
export class LazyConvTranspose1d extends ConvTranspose1d {
  constructor(outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose1d, x);
  }
}

/** `ConvTranspose2d` whose `inChannels` come from the first input, `[batch, inChannels, height, width]`. */
export class LazyConvTranspose2d extends ConvTranspose2d {
  constructor(outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose2d, x);
  }
}

/** `ConvTranspose3d` whose `inChannels` come from the first input, `[batch, inChannels, depth, height, width]`. */
export class LazyConvTranspose3d extends ConvTranspose3d {
  constructor(outChannels: number, kernelSize: Size, options: ConvTransposeLayerOptions = {}) {
    super(0, outChannels, kernelSize, options);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose3d, x);
  }
}

type AnyNorm =
  | BatchNorm1d
  | BatchNorm2d
  | BatchNorm3d
  | InstanceNorm1d
  | InstanceNorm2d
  | InstanceNorm3d;

/** @param rank the dimensions of an input with a batch and channels; a batch norm's always has both */
function normalize(
  layer: AnyNorm,
  kind: { readonly prototype: AnyNorm },
  x: Tensor,
  rank = x.ndim,
): Tensor {
  const numFeatures = x.shape[x.ndim === rank ? 1 : 0] ?? 0;
  become<AnyNorm>(layer, kind, {
    numFeatures,
    weight: layer.weight && new Parameter(ones([numFeatures])),
    bias: layer.bias && new Parameter(zeros([numFeatures])),
    runningMean: layer.runningMean && zeros([numFeatures]).keep(),
    runningVar: layer.runningVar && ones([numFeatures]).keep(),
  });
  return kind.prototype.forward.call(layer, x);
}

/** `BatchNorm1d` whose `numFeatures` come from the first input, `[batch, features]` or `[batch, features, length]`. */
export class LazyBatchNorm1d extends BatchNorm1d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Takes its size from dimension 1 of `x [batch, features, ...]`, and is a `BatchNorm1d` from then on. */
  override forward(x: Tensor): Tensor {
    return normalize(this, BatchNorm1d, x);
  }
}

/** `BatchNorm2d` whose `numFeatures` come from the first input, `[batch, channels, height, width]`. */
export class LazyBatchNorm2d extends BatchNorm2d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Takes its size from dimension 1 of `x [batch, features, ...]`, and is a `BatchNorm2d` from then on. */
  override forward(x: Tensor): Tensor {
    return normalize(this, BatchNorm2d, x);
  }
}

/** `BatchNorm3d` whose `numFeatures` come from the first input, `[batch, channels, depth, height, width]`. */
export class LazyBatchNorm3d extends BatchNorm3d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  /** Takes its size from dimension 1 of `x [batch, features, ...]`, and is a `BatchNorm3d` from then on. */
  override forward(x: Tensor): Tensor {
    return normalize(this, BatchNorm3d, x);
  }
}

/** Unlike those of a plain instance norm, as in PyTorch. */
const LEARNT = { affine: true, trackRunningStats: true };

/** `InstanceNorm1d`, by default with all that is learnt, whose `numFeatures` come from the first input, `[batch, channels, length]`. */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  constructor(options: BatchNormOptions = {}) {
    super(0, { ...LEARNT, ...options });
  }

  override forward(x: Tensor): Tensor {
    return normalize(this, InstanceNorm1d, x, 3);
  }
}

/** `InstanceNorm2d`, by default with all that is learnt, whose `numFeatures` come from the first input, `[batch, channels, height, width]`. */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  constructor(options: BatchNormOptions = {}) {
    super(0, { ...LEARNT, ...options });
  }

  override forward(x: Tensor): Tensor {
    return normalize(this, InstanceNorm2d, x, 4);
  }
}

/** `InstanceNorm3d`, by default with all that is learnt, whose `numFeatures` come from the first input, `[batch, channels, depth, height, width]`. */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  constructor(options: BatchNormOptions = {}) {
    super(0, { ...LEARNT, ...options });
  }

  override forward(x: Tensor): Tensor {
    return normalize(this, InstanceNorm3d, x, 5);
  }
}

for (const kind of [
  LazyLinear,
  ...[LazyConv1d, LazyConv2d, LazyConv3d],
  ...[LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d],
  ...[LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d],
  ...[LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d],
]) {
  Object.defineProperty(kind.prototype, LAZY, { value: true });
}
