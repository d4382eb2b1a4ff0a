/** Filling parameters before training. PyTorch: `torch.nn.init`. */

import { defaultGenerator } from '../random/index.js';
import {
  checkTensor,
  isOptions,
  tensor as made,
  noGrad,
  OptionError,
  type RandomOptions,
  type Sole,
  sizeOf,
  soleOption,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import { orthonormal, truncatedNormals } from './init-values.js';
import { checkChoice } from './layer-options.js';

/** What follows a layer, which decides how much it amplifies. */
export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'convTranspose1d'
  | 'convTranspose2d'
  | 'convTranspose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leakyRelu'
  | 'selu';

export interface KaimingOptions extends RandomOptions {
  /** The negative slope of the leaky ReLU that follows. Default 0. */
  a?: number;
  /** Keeps the size of what flows forward (default) or back. */
  mode?: 'fanIn' | 'fanOut';
  /** What follows the layer. Default `'leakyRelu'`. */
  nonlinearity?: Nonlinearity;
}

export interface XavierOptions extends RandomOptions {
  /** What the spread is multiplied with. Default 1. */
  gain?: number;
}

/** The gain alone, or by its name beside others. */
function gained(owner: string, given: number | XavierOptions) {
  const options = typeof given === 'number' ? { gain: given } : given;
  return withDefaults(owner, options, { gain: 1, generator: defaultGenerator });
}

/** As people may write it. */
const GAINS =
  "'linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'selu' or a convolution, as 'conv2d'";

/** PyTorch: `calculate_gain`. @throws OptionError for what it does not know. */
export function calculateGain(nonlinearity: Nonlinearity, param?: Sole<'param', number>): number {
  const a = soleOption('calculateGain', 'param', param, 0.01);
  switch (nonlinearity) {
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
    case 'convTranspose1d':
    case 'convTranspose2d':
    case 'convTranspose3d':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + a ** 2));
    case 'selu':
      return 3 / 4;
    default:
      nonlinearity satisfies never;
      throw new OptionError('init', 'nonlinearity', `'${nonlinearity}'`, GAINS);
  }
}

/** @throws DtypeError unless it is a tensor. */
function checked(tensor: Tensor): Tensor {
  checkTensor('nn.init', tensor, 'what is filled');
  return tensor;
}

/**
 * The numbers of inputs and outputs of a weight, `[out, in, ...kernel]`.
 * @throws OptionError for less than 2 dimensions.
 */
export function fans(tensor: Tensor): { fanIn: number; fanOut: number } {
  const { shape } = checked(tensor);
  if (shape.length < 2) {
    throw new OptionError(
      'init',
      'tensor',
      `of shape [${shape.join(', ')}]`,
      'of 2 dimensions or more',
    );
  }
  const kernel = sizeOf(shape.slice(2));
  return { fanIn: shape[1] * kernel, fanOut: shape[0] * kernel };
}

/** Fills a tensor of any shape with one value, without a gradient. */
export function constant_(tensor: Tensor, value: number): Tensor {
  return noGrad(() => checked(tensor).fill_(value));
}

/** Zeros, for any shape. */
export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** Ones, for any shape. */
export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

/** Options of {@link uniform_}. */
export interface UniformOptions extends RandomOptions {
  /** The least value. Default 0. */
  a?: number;
  /** What all values are below. Default 1. */
  b?: number;
}

/** Numbers that are uniform in [from, to), for any shape: `uniform_(w, -1, 1)` or `uniform_(w, { a: -1, b: 1 })`. */
export function uniform_(
  tensor: Tensor,
  from: number | UniformOptions = 0,
  to = 1,
  options?: RandomOptions,
): Tensor {
  if (!isOptions(from)) {
    return noGrad(() => checked(tensor).uniform_(from as number, to, options));
  }
  const { a, b, generator } = withDefaults('uniform_', from as UniformOptions, {
    a: 0,
    b: 1,
    generator: defaultGenerator,
  });
  return uniform_(tensor, a, b, { generator });
}

/** Options of {@link normal_}. */
export interface NormalOptions extends RandomOptions {
  /** Default 0. */
  mean?: number;
  /** Default 1. */
  std?: number;
}

/** Normal numbers, for any shape: `normal_(w, 0, 0.02)` or `normal_(w, { std: 0.02 })`. */
export function normal_(
  tensor: Tensor,
  mean: number | NormalOptions = 0,
  std = 1,
  options?: RandomOptions,
): Tensor {
  if (!isOptions(mean)) {
    return noGrad(() => checked(tensor).normal_(mean as number, std, options));
  }
  const { generator, ...named } = withDefaults('normal_', mean as NormalOptions, {
    mean: 0,
    std: 1,
    generator: defaultGenerator,
  });
  return normal_(tensor, named.mean, named.std, { generator });
}

/** Numbers whose spread goes by inputs and outputs, for `[out, in, ...kernel]`; `options` may be the gain alone. See Glorot & Bengio 2010. */
export function xavierUniform_(tensor: Tensor, given: number | XavierOptions = {}): Tensor {
  const { gain, ...options } = gained('xavierUniform_', given);
  const { fanIn, fanOut } = fans(tensor);
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(tensor, -bound, bound, options);
}

/** As `xavierUniform_`, of a normal distribution; `[out, in, ...kernel]`. */
export function xavierNormal_(tensor: Tensor, given: number | XavierOptions = {}): Tensor {
  const { gain, ...options } = gained('xavierNormal_', given);
  const { fanIn, fanOut } = fans(tensor);
  return normal_(tensor, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** Numbers whose spread goes by the inputs, for `[out, in, ...kernel]`. See He et al. 2015. */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const { std, generator } = kaiming('kaimingUniform_', tensor, options);
  const bound = Math.sqrt(3) * std;
  return uniform_(tensor, -bound, bound, { generator });
}

/** As `kaimingUniform_`, of a normal distribution; `[out, in, ...kernel]`. */
export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const { std, generator } = kaiming('kaimingNormal_', tensor, options);
  return normal_(tensor, 0, std, { generator });
}

function kaiming(owner: string, tensor: Tensor, options: KaimingOptions) {
  const { a, mode, nonlinearity, generator } = withDefaults(owner, options, {
    a: 0,
    mode: 'fanIn',
    nonlinearity: 'leakyRelu',
    generator: defaultGenerator,
  });
  checkChoice<'fanIn' | 'fanOut'>(owner, 'mode', mode, ['fanIn', 'fanOut']);
  return { std: calculateGain(nonlinearity, a) / Math.sqrt(fans(tensor)[mode]), generator };
}

export interface TruncatedNormalOptions extends RandomOptions {
  /** Default 0. */
  mean?: number;
  /** Default 1. */
  std?: number;
  /** The least value. Default -2. */
  a?: number;
  /** The greatest value. Default 2. */
  b?: number;
}

/** Normal numbers from `a` to `b`. For any shape. PyTorch: `trunc_normal_`. */
export function truncNormal_(tensor: Tensor, options: TruncatedNormalOptions = {}): Tensor {
  const { generator, ...bounds } = withDefaults('truncNormal_', options, {
    mean: 0,
    std: 1,
    a: -2,
    b: 2,
    generator: defaultGenerator,
  });
  return put(tensor, truncatedNormals(generator, checked(tensor).numel(), bounds));
}

/**
 * Ones on the diagonal of a matrix. `[n, m]`.
 * @throws OptionError unless it is one.
 */
export function eye_(tensor: Tensor): Tensor {
  const [rows, columns] = matrixShape('eye_', tensor);
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return put(tensor, values);
}

/**
 * Makes a convolution hand on its input channels, in each group.
 * @throws OptionError unless it is a weight `[out, in, ...kernel]` of 3 to 5 dimensions and `groups` divide it.
 */
export function dirac_(tensor: Tensor, options: { groups?: number } = {}): Tensor {
  const { groups } = withDefaults('dirac_', options, { groups: 1 });
  const [out, inputs, ...kernel] = tensor.shape;
  if (kernel.length < 1 || kernel.length > 3) {
    throw new OptionError('dirac_', 'tensor', `of shape [${tensor.shape}]`, 'of 3 to 5 dimensions');
  }
  if (out % groups !== 0) throw new OptionError('dirac_', 'groups', groups, `a divisor of ${out}`);
  const values = new Float32Array(tensor.numel());
  const size = sizeOf(kernel);
  const middle = kernel.reduce((at, length) => at * length + Math.floor(length / 2), 0);
  const perGroup = out / groups;
  for (let group = 0; group < groups; group++) {
    for (let i = 0; i < Math.min(perGroup, inputs); i++) {
      values[((group * perGroup + i) * inputs + i) * size + middle] = 1;
    }
  }
  return put(tensor, values);
}

/** Rows or columns, of `[rows, ...]`, that are orthogonal and of length `gain`, which `options` may be. See Saxe et al. 2013. */
export function orthogonal_(tensor: Tensor, options: number | XavierOptions = {}): Tensor {
  const { gain, generator } = gained('orthogonal_', options);
  fans(tensor);
  const rows = tensor.shape[0];
  const columns = tensor.numel() / rows;
  const values = orthonormal(generator.normals(rows * columns), rows, columns);
  return put(
    tensor,
    values.map((value) => value * gain),
  );
}

export interface SparseOptions extends RandomOptions {
  /** Of the elements that aren't 0. Default 0.01. */
  std?: number;
}

/**
 * Normal numbers, and a share `sparsity` of zeros in each column. `[rows, columns]`. See Martens 2010.
 * @throws OptionError unless the tensor is a matrix.
 */
export function sparse_(tensor: Tensor, sparsity: number, options: SparseOptions = {}): Tensor {
  const { std, generator } = withDefaults('sparse_', options, {
    std: 0.01,
    generator: defaultGenerator,
  });
  const [rows, columns] = matrixShape('sparse_', tensor);
  const values = generator.normals(rows * columns, 0, std);
  const zeros = Math.ceil(sparsity * rows);
  for (let column = 0; column < columns; column++) {
    // PyTorch permutes by the global generator, whichever the normal numbers come from.
    for (const row of defaultGenerator.randperm(rows).subarray(0, zeros)) {
      values[row * columns + column] = 0;
    }
  }
  return put(tensor, values);
}

function put(target: Tensor, values: Float32Array): Tensor {
  return noGrad(() => target.copy_(made(values, target.shape)));
}

function matrixShape(owner: string, { shape }: Tensor): readonly number[] {
  if (shape.length === 2) return shape;
  throw new OptionError(owner, 'tensor', `of shape [${shape}]`, 'a matrix');
}
