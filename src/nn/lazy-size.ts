/** How layers without a size get it, from an input or from the state that they are to take, and become the plain ones. */
import { OptionError, ones, type Tensor, zeros } from '../tensor/index.js';
import type {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './batch-norm.js';
import type { Conv1d, Conv2d, Conv3d } from './conv.js';
import type { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './conv-transpose.js';
import { Linear } from './linear.js';
import type { Module } from './module.js';
import { Parameter } from './parameter.js';
import type { SavedShape, Undo } from './state-dict.js';

/** Gives a layer what it waited for, and makes it one of the kind that it stands for; the result takes that back. */
function become<L extends Module>(layer: L, kind: { readonly prototype: L }, fields: object): Undo {
  const lazy: object | null = Object.getPrototypeOf(layer);
  const before = Object.fromEntries(
    Object.keys(fields).map((name) => [name, Reflect.get(layer, name)]),
  );
  Object.assign(layer, fields);
  Object.setPrototypeOf(layer, kind.prototype);
  return () => {
    Object.assign(layer, before);
    Object.setPrototypeOf(layer, lazy);
  };
}

/** The values of a parameter that gets its size; whether it is learnt stays. */
const sized = (parameter: Parameter, values: Tensor): Parameter =>
  new Parameter(values, { requiresGrad: parameter.requiresGrad });

/** Draws what the state dict leaves out, which is allowed where it isn't taken strictly. */
function drawMissing(layer: Linear | AnyConv, shapeOf: SavedShape): void {
  if (layer.bias && !shapeOf('bias')) layer.resetParameters();
}

export function sizeLinear(layer: Linear, inFeatures: number): Undo {
  const weight = sized(layer.weight, zeros([layer.outFeatures, inFeatures]));
  return become<Linear>(layer, Linear, { inFeatures, weight });
}

export function sizeLinearByState(layer: Linear, shapeOf: SavedShape): Undo | undefined {
  const inFeatures = shapeOf('weight')?.[1];
  if (!inFeatures) return undefined;
  const undo = sizeLinear(layer, inFeatures);
  drawMissing(layer, shapeOf);
  return undo;
}

export type AnyConv =
  | Conv1d
  | Conv2d
  | Conv3d
  | ConvTranspose1d
  | ConvTranspose2d
  | ConvTranspose3d;

/** A transposed convolution's weight has the input's channels first. */
const isTransposed = (layer: AnyConv) => layer.weight.shape[0] === 0;

function sizeConv(layer: AnyConv, kind: { readonly prototype: AnyConv }, inChannels: number): Undo {
  const { kernelSize, outChannels, groups } = layer;
  const [rows, columns] = isTransposed(layer)
    ? [inChannels, outChannels]
    : [outChannels, inChannels];
  const weight = sized(layer.weight, zeros([rows, columns / groups, ...kernelSize]));
  return become<AnyConv>(layer, kind, { inChannels, weight });
}

/** Takes the channels of the first input. @throws OptionError when the groups don't divide them. */
export function convolve(layer: AnyConv, kind: { readonly prototype: AnyConv }, x: Tensor): Tensor {
  const { kernelSize, groups } = layer;
  const inChannels = x.shape[x.ndim === kernelSize.length + 2 ? 1 : 0] ?? 0;
  if (inChannels % groups !== 0) {
    throw new OptionError(
      layer.constructor.name,
      'groups',
      groups,
      `a divisor of the input's ${inChannels} channels`,
    );
  }
  sizeConv(layer, kind, inChannels);
  layer.resetParameters();
  return kind.prototype.forward.call(layer, x);
}

export function sizeConvByState(
  layer: AnyConv,
  kind: { readonly prototype: AnyConv },
  shapeOf: SavedShape,
): Undo | undefined {
  const shape = shapeOf('weight');
  const inChannels = isTransposed(layer) ? shape?.[0] : (shape?.[1] ?? 0) * layer.groups;
  if (!inChannels || inChannels % layer.groups !== 0) return undefined;
  const undo = sizeConv(layer, kind, inChannels);
  drawMissing(layer, shapeOf);
  return undo;
}

export type AnyNorm =
  | BatchNorm1d
  | BatchNorm2d
  | BatchNorm3d
  | InstanceNorm1d
  | InstanceNorm2d
  | InstanceNorm3d;

function sizeNorm(
  layer: AnyNorm,
  kind: { readonly prototype: AnyNorm },
  numFeatures: number,
): Undo {
  const { weight, bias, runningMean, runningVar } = layer;
  return become<AnyNorm>(layer, kind, {
    numFeatures,
    weight: weight && sized(weight, ones([numFeatures])),
    bias: bias && sized(bias, zeros([numFeatures])),
    runningMean: runningMean && zeros([numFeatures]).keep(),
    runningVar: runningVar && ones([numFeatures]).keep(),
  });
}

/**
 * Takes the channels of the first input.
 * @param rank the dimensions of an input with a batch and channels; a batch norm's always has both
 */
export function normalize(
  layer: AnyNorm,
  kind: { readonly prototype: AnyNorm },
  x: Tensor,
  rank = x.ndim,
): Tensor {
  sizeNorm(layer, kind, x.shape[x.ndim === rank ? 1 : 0] ?? 0);
  return kind.prototype.forward.call(layer, x);
}

export function sizeNormByState(
  layer: AnyNorm,
  kind: { readonly prototype: AnyNorm },
  shapeOf: SavedShape,
): Undo | undefined {
  const [numFeatures] = shapeOf('weight') ?? shapeOf('running_mean') ?? shapeOf('bias') ?? [];
  return numFeatures ? sizeNorm(layer, kind, numFeatures) : undefined;
}
