/**
 * Layers that take the size of their input from the first batch, or from a state dict that is loaded before, and are the
 * plain layer from then on.
 * PyTorch: `torch.nn.LazyLinear` and its kin.
 */
import type { Tensor } from '../tensor/index.js';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './batch-norm.js';
import { Conv1d, Conv2d, Conv3d, type ConvArguments } from './conv.js';
import {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeArguments,
} from './conv-transpose.js';
import { LAZY } from './layer-options.js';
import {
  type AnyConv,
  type AnyNorm,
  convolve,
  normalize,
  sizeConvByState,
  sizeLinear,
  sizeLinearByState,
  sizeNormByState,
} from './lazy-size.js';
import { Linear, type LinearOptions } from './linear.js';
import type { SavedShape, Undo } from './state-dict.js';

/** `Linear` whose `inFeatures` come from the first input, `[..., inFeatures]`. PyTorch: `torch.nn.LazyLinear`. */
export class LazyLinear<Out extends number = number> extends Linear<number, Out> {
  constructor(outFeatures: Out, options: LinearOptions = {}) {
    super(0, outFeatures, options);
  }

  /** Takes its size from `x [..., inFeatures]`, draws its weights, and is a `Linear` from then on. */
  override forward(x: Tensor): Tensor {
    sizeLinear(this, x.shape[x.ndim - 1]);
    this.resetParameters();
    return super.forward(x);
  }
}

/** `Conv1d` whose `inChannels` come from the first input, `[batch, inChannels, length]`. */
export class LazyConv1d<Out extends number = number> extends Conv1d<number, Out> {
  constructor(outChannels: Out, ...given: ConvArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv1d, x);
  }
}

/** `Conv2d` whose `inChannels` come from the first input, `[batch, inChannels, height, width]`. */
export class LazyConv2d<Out extends number = number> extends Conv2d<number, Out> {
  constructor(outChannels: Out, ...given: ConvArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv2d, x);
  }
}

/** `Conv3d` whose `inChannels` come from the first input, `[batch, inChannels, depth, height, width]`. */
export class LazyConv3d<Out extends number = number> extends Conv3d<number, Out> {
  constructor(outChannels: Out, ...given: ConvArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, Conv3d, x);
  }
}

/** `ConvTranspose1d` whose `inChannels` come from the first input, `[batch, inChannels, length]`. */
export class LazyConvTranspose1d extends ConvTranspose1d {
  constructor(outChannels: number, ...given: ConvTransposeArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose1d, x);
  }
}

/** `ConvTranspose2d` whose `inChannels` come from the first input, `[batch, inChannels, height, width]`. */
export class LazyConvTranspose2d extends ConvTranspose2d {
  constructor(outChannels: number, ...given: ConvTransposeArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose2d, x);
  }
}

/** `ConvTranspose3d` whose `inChannels` come from the first input, `[batch, inChannels, depth, height, width]`. */
export class LazyConvTranspose3d extends ConvTranspose3d {
  constructor(outChannels: number, ...given: ConvTransposeArguments) {
    super(0, outChannels, ...given);
  }

  override forward(x: Tensor): Tensor {
    return convolve(this, ConvTranspose3d, x);
  }
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

/** What a layer does with the shapes of the state that it is to take: gets its size, where they tell it. */
type SizeByState<L> = (layer: L, shapeOf: SavedShape) => Undo | undefined;

function define<L>(kind: { readonly prototype: L }, size: SizeByState<L>): void {
  Object.defineProperty(kind.prototype, LAZY, {
    value(this: L, shapeOf: SavedShape) {
      return size(this, shapeOf);
    },
  });
}

define<Linear>(LazyLinear, sizeLinearByState);
for (const [lazy, kind] of [
  [LazyConv1d, Conv1d],
  [LazyConv2d, Conv2d],
  [LazyConv3d, Conv3d],
  [LazyConvTranspose1d, ConvTranspose1d],
  [LazyConvTranspose2d, ConvTranspose2d],
  [LazyConvTranspose3d, ConvTranspose3d],
]) {
  define<AnyConv>(lazy, (layer, shapeOf) => sizeConvByState(layer, kind, shapeOf));
}
for (const [lazy, kind] of [
  [LazyBatchNorm1d, BatchNorm1d],
  [LazyBatchNorm2d, BatchNorm2d],
  [LazyBatchNorm3d, BatchNorm3d],
  [LazyInstanceNorm1d, InstanceNorm1d],
  [LazyInstanceNorm2d, InstanceNorm2d],
  [LazyInstanceNorm3d, InstanceNorm3d],
]) {
  define<AnyNorm>(lazy, (layer, shapeOf) => sizeNormByState(layer, kind, shapeOf));
}
