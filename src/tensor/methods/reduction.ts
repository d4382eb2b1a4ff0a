/** Reductions: from many elements to few, over all dimensions or some. */

import * as tf from '@tensorflow/tfjs-core';
import { type ByName, defineMethods } from '../define.js';
import { OptionError, ShapeError } from '../errors.js';
import { where } from '../joining.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { nuclearNorm } from '../linalg/norms.js';
import { cast } from '../operands.js';
import { operation } from '../operation.js';
import { withDefaults } from '../options.js';
import { reducedDims, reducedShape, show, wrapDim } from '../shapes.js';
import { Tensor } from '../tensor.js';

/** One dimension or several; negative ones count from the end. */
export type Dims = number | readonly number[];

/** The dimensions by name. */
export interface AlongDims {
  /** Default: all. */
  dim?: Dims;
}

/** The dimension by name. */
export interface AlongDim {
  /** Negative ones count from the end. */
  dim?: number;
}

/** The dimension by name, where there is no default. */
export interface OfDim {
  /** Negative ones count from the end. */
  dim: number;
}

/** Options of {@link Tensor.sum} and its kin. */
export interface ReductionOptions {
  /** Whether reduced dimensions stay, with size 1. */
  keepdim?: boolean;
}

/** Options of {@link Tensor.var} and its kin. */
export interface VarianceOptions extends ReductionOptions {
  /** What is subtracted from the number of elements. Default 1, Bessel's correction. */
  correction?: number;
  /** False for a correction of 0, true for one of 1. */
  unbiased?: boolean;
}

/** The exponent of a norm: `'fro'` is 2, the Euclidean norm; `'nuc'` stands for the sum of a matrix's singular values. */
export type NormExponent = number | 'fro' | 'nuc';

/** Options of {@link Tensor.norm}. */
export interface NormOptions extends AlongDims, ReductionOptions {
  /** The exponent: 2 (default), 1, any other, or an infinity. */
  p?: NormExponent;
}

/** The extremes along a dimension and where they are; as an object or a pair. */
export type Extremes = readonly [values: Tensor, indices: Tensor] & {
  readonly values: Tensor;
  readonly indices: Tensor;
};

declare module '../tensor.js' {
  interface Tensor {
    /** The sum of all elements, or along dimensions. */
    sum(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The mean of all elements, or along dimensions. */
    mean(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The product of all elements, or along dimensions. */
    prod(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** PyTorch: `torch.var`, by default unbiased. */
    var(dim?: Dims | ByName<AlongDims & VarianceOptions>, options?: VarianceOptions): Tensor;
    /** The standard deviation of all elements or along dimensions, by default unbiased. */
    std(dim?: Dims | ByName<AlongDims & VarianceOptions>, options?: VarianceOptions): Tensor;
    /** The largest of all, or those along a dimension with their indices. */
    max(): Tensor;
    max(dim: number | ByName<OfDim & ReductionOptions>, options?: ReductionOptions): Extremes;
    /** As `maximum`; shapes broadcast. */
    max(other: Tensor): Tensor;
    /** The smallest of all, or those along a dimension with their indices. */
    min(): Tensor;
    min(dim: number | ByName<OfDim & ReductionOptions>, options?: ReductionOptions): Extremes;
    /** As `minimum`; shapes broadcast. */
    min(other: Tensor): Tensor;
    /** The largest element of all or along dimensions; equal ones share the gradient. */
    amax(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The smallest element of all or along dimensions; equal ones share the gradient. */
    amin(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The index of the largest along a dimension, or in the flattened tensor. */
    argmax(dim?: number | ByName<AlongDim & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The index of the smallest along a dimension, or in the flattened tensor; int32. */
    argmin(dim?: number | ByName<AlongDim & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** Whether all elements are true, or not 0; of all or along dimensions. */
    all(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** Whether any element is true, or not 0; of all or along dimensions. */
    any(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /**
     * (sum of |x|^p)^(1/p), by default the Euclidean norm, of all elements or along dimensions: `x.norm(1)` is the sum of sizes,
     * `x.norm({ dim: 1 })` gives the length of each row. `x.norm('nuc')` takes a matrix, or the two dimensions of matrices.
     * @throws OptionError for another p, ShapeError for `'nuc'` of what is no matrix.
     */
    norm(
      p?: NormExponent | ByName<NormOptions>,
      dim?: Dims | ByName<AlongDims & ReductionOptions>,
      options?: ReductionOptions,
    ): Tensor;
    /** Variance and mean in one. */
    varMean(
      dim?: Dims | ByName<AlongDims & VarianceOptions>,
      options?: VarianceOptions,
    ): [variance: Tensor, mean: Tensor];
    /** Standard deviation and mean in one. */
    stdMean(
      dim?: Dims | ByName<AlongDims & VarianceOptions>,
      options?: VarianceOptions,
    ): [std: Tensor, mean: Tensor];
    /** The smallest and the largest element, of all or along a dimension. */
    aminmax(
      dim?: number | ByName<AlongDim & ReductionOptions>,
      options?: ReductionOptions,
    ): [min: Tensor, max: Tensor];
    /** How many elements are not 0, of all or along dimensions; int32. */
    countNonzero(dim?: Dims | ByName<AlongDims>): Tensor;
    /** The sum of what is not NaN. */
    nansum(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
    /** The mean of what is not NaN. */
    nanmean(dim?: Dims | ByName<AlongDims & ReductionOptions>, options?: ReductionOptions): Tensor;
  }
}

/** @param axisName what the kernel calls the dimensions */
function reduce(
  kernel: string,
  operation: string,
  x: Tensor,
  dim: Dims | undefined,
  options: ReductionOptions,
  axisName = 'axis',
): Tensor {
  const { keepdim } = withDefaults(operation, options, { keepdim: false });
  const axis = reducedDims(operation, dim, x.ndim);
  if (kernel === 'Max' || kernel === 'Min') checkNotEmpty(operation, x, axis);
  return runKernel(kernel, operation, { x }, { [axisName]: axis, keepDims: keepdim });
}

/** @throws ShapeError where there is nothing that could be the largest or smallest. */
function checkNotEmpty(operation: string, x: Tensor, dims: readonly number[]): void {
  if (x.ndim === 0 || dims.every((dim) => x.shape[dim] > 0)) return;
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: there are no elements to choose from in a tensor of shape ${show(x.shape)}.`,
  );
}

const summable = (x: Tensor) => (x.dtype === 'bool' ? cast(x, 'int32') : x);

function variance(
  name: 'var' | 'std',
  x: Tensor,
  dim: Dims | undefined,
  options: VarianceOptions,
): Tensor {
  const { unbiased, keepdim, ...given } = withDefaults(name, options, {
    correction: undefined,
    unbiased: true,
    keepdim: false,
  });
  const correction = given.correction ?? (unbiased ? 1 : 0);
  const dims = reducedDims(name, dim, x.ndim);
  const count = dims.reduce((product, d) => product * x.shape[d], 1);
  const squares = x.sub(x.mean(dims, { keepdim: true })).square();
  return squares.sum(dims, { keepdim }).div(Math.max(0, count - correction));
}

/**
 * The square root of a sum of squares; where that is 0 so is the gradient, as PyTorch's norms and deviations have it,
 * not infinite.
 */
function rootOfSquares(name: string, sum: Tensor): Tensor {
  return operation({
    name,
    inputs: [sum],
    saved: [sum],
    forward: () => tf.sqrt(sum.tf),
    backward: (dy, [squares]) => {
      const none = tf.equal(squares, 0);
      const root = tf.sqrt(tf.where(none, tf.onesLike(squares), squares));
      return [tf.where(none, tf.zerosLike(dy), tf.div(dy, tf.mul(root, 2)))];
    },
  });
}

/** The largest float32, and the one before. */
const MOST = (2 - 2 ** -23) * 2 ** 127;
const NEXT = (2 - 2 ** -22) * 2 ** 127;

/** Finite numbers in the same order, NaN as the extreme beyond infinity, which is where PyTorch sees it. */
export function orderKeys(x: Tensor, extreme: 'ArgMax' | 'ArgMin'): Tensor {
  if (x.dtype !== 'float32') return x;
  return where(x.isnan(), extreme === 'ArgMax' ? MOST : -MOST, x.clamp(-NEXT, NEXT));
}

function argExtreme(kernel: 'ArgMax' | 'ArgMin', operation: string) {
  return function (this: Tensor, dim?: number, options: ReductionOptions = {}): Tensor {
    const { keepdim } = withDefaults(operation, options, { keepdim: false });
    return asOneOperation(() => {
      const flat = dim === undefined || this.ndim === 0;
      const x = flat ? this.reshape([-1]) : this;
      const axis = flat ? 0 : wrapDim(operation, dim, this.ndim);
      const index = runKernel(kernel, operation, { x: orderKeys(x, kernel) }, { axis });
      const dims = flat ? this.shape.map((_, i) => i) : [axis];
      return keepdim ? index.reshape(reducedShape(this.shape, dims, true)) : index;
    });
  };
}

export function extremes(values: Tensor, indices: Tensor): Extremes {
  const pair: [Tensor, Tensor] = [values, indices];
  return Object.assign(pair, { values, indices });
}

/** The extremes along a dimension. Only the first of equal ones gets a gradient, as in PyTorch. */
function extremeAlong(
  x: Tensor,
  name: 'max' | 'min',
  dim: number,
  options: ReductionOptions,
): Extremes {
  const { keepdim } = withDefaults(name, options, { keepdim: false });
  const axis = wrapDim(name, dim, x.ndim);
  checkNotEmpty(name, x, [axis]);
  if (x.ndim === 0) return extremes(x.clone(), Tensor.fromTfjs(tf.scalar(0, 'int32'), name));
  const indices = name === 'max' ? x.detach().argmax(axis) : x.detach().argmin(axis);
  const size = x.shape[axis];
  const shape = x.shape.map((length, i) => (i === axis ? length : 1));
  const values = operation({
    name,
    inputs: [x],
    saved: [indices],
    forward: () => (name === 'max' ? tf.max(x.tf, axis) : tf.min(x.tf, axis)),
    backward: (dy, [places]) => {
      const numbers = tf.reshape(tf.range(0, size, 1, 'int32'), shape);
      const chosen = tf.equal(numbers, tf.expandDims(places, axis));
      return [tf.mul(tf.cast(chosen, 'float32'), tf.expandDims(dy, axis))];
    },
  });
  return keepdim
    ? extremes(values.unsqueeze(axis), indices.unsqueeze(axis))
    : extremes(values, indices);
}

function max(this: Tensor): Tensor;
function max(this: Tensor, dim: number, options?: ReductionOptions): Extremes;
function max(this: Tensor, other: Tensor): Tensor;
function max(
  this: Tensor,
  dim?: number | Tensor,
  options: ReductionOptions = {},
): Tensor | Extremes {
  if (dim instanceof Tensor) return this.maximum(dim);
  if (dim === undefined) return this.amax();
  return extremeAlong(this, 'max', dim, options);
}

function min(this: Tensor): Tensor;
function min(this: Tensor, dim: number, options?: ReductionOptions): Extremes;
function min(this: Tensor, other: Tensor): Tensor;
function min(
  this: Tensor,
  dim?: number | Tensor,
  options: ReductionOptions = {},
): Tensor | Extremes {
  if (dim instanceof Tensor) return this.minimum(dim);
  if (dim === undefined) return this.amin();
  return extremeAlong(this, 'min', dim, options);
}

defineMethods({
  max,
  min,
  argmax: argExtreme('ArgMax', 'argmax'),
  argmin: argExtreme('ArgMin', 'argmin'),
  sum(dim, options = {}) {
    return asOneOperation(() => reduce('Sum', 'sum', summable(this), dim, options));
  },
  mean(dim, options = {}) {
    return asOneOperation(() => {
      const x = cast(this, 'float32');
      const isEmpty = reducedDims('mean', dim, this.ndim).some((i) => this.shape[i] === 0);
      // Of nothing it is NaN, which not every kernel says.
      return isEmpty ? x.sum(dim, options).div(0) : reduce('Mean', 'mean', x, dim, options);
    });
  },
  prod(dim, options = {}) {
    return asOneOperation(() => reduce('Prod', 'prod', summable(this), dim, options));
  },
  var(dim, options = {}) {
    return asOneOperation(() => variance('var', this, dim, options));
  },
  std(dim, options = {}) {
    return asOneOperation(() => rootOfSquares('std', variance('std', this, dim, options)));
  },
  amax(dim, options = {}) {
    return reduce('Max', 'amax', this, dim, options, 'reductionIndices');
  },
  amin(dim, options = {}) {
    return reduce('Min', 'amin', this, dim, options);
  },
  all(dim, options = {}) {
    return asOneOperation(() => reduce('All', 'all', cast(this, 'bool'), dim, options));
  },
  any(dim, options = {}) {
    return asOneOperation(() => reduce('Any', 'any', cast(this, 'bool'), dim, options));
  },
  norm(exponent = 2, dim, options = {}) {
    if (exponent === 'nuc') return nuclearNorm(this, dim, options);
    const p = exponent === 'fro' ? 2 : exponent;
    if (typeof p !== 'number' || Number.isNaN(p)) {
      throw new OptionError('norm', 'p', p, "a number, an infinity, 'fro' or 'nuc'");
    }
    return asOneOperation(() => {
      if (p === 2) return rootOfSquares('norm', cast(this, 'float32').square().sum(dim, options));
      const sizes = this.abs();
      if (p === Infinity) return sizes.amax(dim, options);
      if (p === -Infinity) return sizes.amin(dim, options);
      if (p === 0) return this.ne(0).float().sum(dim, options);
      if (p === 1) return sizes.sum(dim, options);
      // Where something is 0 its slope is, as in PyTorch, and below a p of 0 so is the norm.
      const zero = this.eq(0);
      const powers = where(zero, 0, where(zero, 1, sizes).pow(p));
      const sum = powers.sum(dim, options);
      const none = p < 0 ? zero.any(dim, options) : sum.eq(0);
      return where(none, 0, where(none, 1, sum).pow(1 / p));
    });
  },
  varMean(dim, options = {}) {
    return [this.var(dim, options), this.mean(dim, { keepdim: options.keepdim ?? false })];
  },
  stdMean(dim, options = {}) {
    return [this.std(dim, options), this.mean(dim, { keepdim: options.keepdim ?? false })];
  },
  aminmax(dim, options = {}) {
    return [this.amin(dim, options), this.amax(dim, options)];
  },
  countNonzero(dim) {
    return asOneOperation(() => this.ne(0).sum(dim));
  },
  nansum(dim, options = {}) {
    if (this.dtype !== 'float32') return this.sum(dim, options);
    return asOneOperation(() => this.nanToNum(0, Infinity, -Infinity).sum(dim, options));
  },
  nanmean(dim, options = {}) {
    return asOneOperation(() => {
      const count = this.isnan().logicalNot().float().sum(dim, options);
      return this.nansum(dim, options).div(count);
    });
  },
});
