/** Normalization of samples: layer, root mean square, group, local response. */
import {
  checkWhole,
  OptionError,
  ones,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import {
  groupNorm,
  type LocalResponseOptions,
  layerNorm,
  localResponseNorm,
  rmsNorm,
} from './functional/normalization.js';
import { SameSize } from './layer-kind.js';
import { showBool, showFloat, showTuple, unlessLeftOut } from './layer-options.js';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';

/** The sizes of the last dimensions, or of the last one. */
export type NormalizedShape = number | readonly number[];

const shapeOf = (shape: NormalizedShape): number[] =>
  typeof shape === 'number' ? [shape] : [...shape];

/** @throws ShapeError unless the last dimensions are those of the layer. */
function checkLast(layer: Module, x: Tensor, shape: readonly number[]): void {
  if (x.ndim >= shape.length && `${x.shape.slice(-shape.length)}` === `${shape}`) return;
  const { name } = layer.constructor;
  throw new ShapeError(
    name,
    [x.shape, shape],
    `${name}(${shape.join(', ')}) got an input of shape [${x.shape.join(', ')}].\n` +
      `  Its last dimensions must be [${shape.join(', ')}].`,
  );
}

const affineOf = ({ weight, bias, eps }: LayerNorm | GroupNorm) => ({ weight, bias, eps });

/** Options of {@link LayerNorm}. */
export interface LayerNormOptions {
  /** Default 1e-5. */
  eps?: number;
  /** Whether scale and shift are learnt. Default true. */
  elementwiseAffine?: boolean;
  /** Whether there is a shift. Default true. */
  bias?: boolean;
}

/** Normalizes the last dimensions. See Ba et al. 2016; PyTorch: `torch.nn.LayerNorm`. */
export class LayerNorm extends SameSize {
  /** The scale, `normalizedShape`; undefined where it was left out. */
  weight: Parameter;
  /** The shift, `normalizedShape`; undefined where it was left out. */
  bias: Parameter;
  /** The last dimensions, which are normalized. */
  readonly normalizedShape: readonly number[];
  /** Added to the variance, so that nothing is divided by 0. */
  readonly eps: number;

  constructor(normalizedShape: NormalizedShape, ...given: Placed<LayerNormOptions, ['eps']>) {
    super();
    const options = optionsByPlace<LayerNormOptions>('LayerNorm', given, ['eps']);
    const { eps, elementwiseAffine, bias } = withDefaults('LayerNorm', options, {
      eps: 1e-5,
      elementwiseAffine: true,
      bias: true,
    });
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = eps;
    this.weight = unlessLeftOut(elementwiseAffine, () => new Parameter(ones(this.normalizedShape)));
    this.bias = unlessLeftOut(
      elementwiseAffine && bias,
      () => new Parameter(zeros(this.normalizedShape)),
    );
  }

  forward(x: Tensor): Tensor {
    checkLast(this, x, this.normalizedShape);
    return layerNorm(x, this.normalizedShape, affineOf(this));
  }

  override extraRepr(): string {
    const affine = showBool(this.weight !== undefined);
    return `${showTuple(this.normalizedShape)}, eps=${showFloat(this.eps)}, elementwise_affine=${affine}, bias=${showBool(this.bias !== undefined)}`;
  }
}

/** Options of {@link RMSNorm}. */
export interface RMSNormOptions {
  /** Default: the distance from 1 to the next float32. */
  eps?: number;
  /** Whether a scale is learnt. Default true. */
  elementwiseAffine?: boolean;
}

/** Divides by the root mean square of the last dimensions. PyTorch: `torch.nn.RMSNorm`. */
export class RMSNorm extends SameSize {
  /** The scale, `normalizedShape`; undefined where it was left out. */
  weight: Parameter;
  /** The last dimensions, which are normalized. */
  readonly normalizedShape: readonly number[];
  /** Added to the mean square, so that nothing is divided by 0. */
  readonly eps: number | undefined;

  constructor(normalizedShape: NormalizedShape, ...given: Placed<RMSNormOptions, ['eps']>) {
    super();
    const options = optionsByPlace<RMSNormOptions>('RMSNorm', given, ['eps']);
    const { eps, elementwiseAffine } = withDefaults('RMSNorm', options, {
      eps: undefined,
      elementwiseAffine: true,
    });
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = eps;
    this.weight = unlessLeftOut(elementwiseAffine, () => new Parameter(ones(this.normalizedShape)));
  }

  forward(x: Tensor): Tensor {
    checkLast(this, x, this.normalizedShape);
    return rmsNorm(x, this.normalizedShape, { weight: this.weight, eps: this.eps });
  }

  override extraRepr(): string {
    const eps = this.eps === undefined ? 'None' : showFloat(this.eps);
    return `${showTuple(this.normalizedShape)}, eps=${eps}, elementwise_affine=${showBool(this.weight !== undefined)}`;
  }
}

/** Options of {@link GroupNorm}. */
export interface GroupNormOptions {
  /** Default 1e-5. */
  eps?: number;
  /** Whether scale and shift are learnt. Default true. */
  affine?: boolean;
  /** Whether there is a shift, where `affine` is true. Default true. */
  bias?: boolean;
}

/**
 * Normalizes groups of channels. `[batch, channels, ...]`, the shape stays. See Wu & He 2018; PyTorch:
 * `torch.nn.GroupNorm`.
 */
export class GroupNorm extends SameSize {
  /** The scale, `[channels]`; undefined where it was left out. */
  weight: Parameter;
  /** The shift, `[channels]`; undefined where it was left out. */
  bias: Parameter;
  /** Into how many groups they are split. */
  readonly numGroups: number;
  /** How many channels there are, dimension 1. */
  readonly numChannels: number;
  /** Added to the variance, so that nothing is divided by 0. */
  readonly eps: number;

  /** @throws OptionError unless the groups divide the channels. */
  constructor(numGroups: number, numChannels: number, ...given: Placed<GroupNormOptions, ['eps']>) {
    super();
    const options = optionsByPlace<GroupNormOptions>('GroupNorm', given, ['eps']);
    const { eps, affine, bias } = withDefaults('GroupNorm', options, {
      eps: 1e-5,
      affine: true,
      bias: true,
    });
    this.numGroups = checkWhole('GroupNorm', 'numGroups', numGroups, 1);
    this.numChannels = checkWhole('GroupNorm', 'numChannels', numChannels, 1);
    if (numChannels % numGroups !== 0) {
      throw new OptionError('GroupNorm', 'numChannels', numChannels, `divisible by ${numGroups}`);
    }
    this.eps = eps;
    this.weight = unlessLeftOut(affine, () => new Parameter(ones([numChannels])));
    this.bias = unlessLeftOut(affine && bias, () => new Parameter(zeros([numChannels])));
  }

  /** The shape stays. @throws ShapeError unless dimension 1 has `numChannels`. */
  forward(x: Tensor): Tensor {
    if (x.shape[1] !== this.numChannels) {
      throw new ShapeError(
        'GroupNorm',
        [x.shape],
        `GroupNorm(${this.numGroups}, ${this.numChannels}) got an input of shape ` +
          `[${x.shape.join(', ')}].\n  Its dimension 1 must be numChannels = ${this.numChannels}.`,
      );
    }
    return groupNorm(x, this.numGroups, affineOf(this));
  }

  override extraRepr(): string {
    const affine = showBool(this.weight !== undefined);
    const bias = showBool(this.bias !== undefined);
    return `${this.numGroups}, ${this.numChannels}, eps=${showFloat(this.eps)}, affine=${affine}, bias=${bias}`;
  }
}

/**
 * Divides by what neighbouring channels have. `[batch, channels, ...]`, the shape stays. PyTorch:
 * `torch.nn.LocalResponseNorm`.
 */
export class LocalResponseNorm extends SameSize {
  /** How many neighbouring channels count. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(size: number, options: LocalResponseOptions = {}) {
    super();
    const { alpha, beta, k } = withDefaults('LocalResponseNorm', options, {
      alpha: 1e-4,
      beta: 0.75,
      k: 1,
    });
    this.size = checkWhole('LocalResponseNorm', 'size', size, 1);
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  forward(x: Tensor): Tensor {
    const { size, alpha, beta, k } = this;
    return localResponseNorm(x, size, { alpha, beta, k });
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${this.alpha}, beta=${this.beta}, k=${showFloat(this.k)}`;
  }
}
