/** The same elements in another shape or order. Results are copies: unlike PyTorch's, views share nothing. */
import { spread } from '../autograd/rules/register.js';
import { type ByName, defineMethods } from '../define.js';
import { ShapeError } from '../errors.js';
import { asOneOperation, runForward, runKernel } from '../kernel.js';
import { notePermuted } from '../memory-order.js';
import {
  broadcastShape,
  reducedDims,
  resolvedShape,
  type Sizes,
  show,
  sizeOf,
  sizesOf,
  wrapDim,
} from '../shapes.js';
import type { Tensor } from '../tensor.js';
import type { AlongDims } from './reduction.js';

declare module '../tensor.js' {
  interface Tensor {
    /** Sizes as a list or one by one; one may be -1. @throws ShapeError when the elements don't fit. */
    reshape(...shape: Sizes): Tensor;
    /** As `reshape`. */
    view(...shape: Sizes): Tensor;
    /** Joins the dimensions from `startDim` to `endDim`. */
    flatten(
      startDim?: number | ByName<{ startDim?: number; endDim?: number }>,
      endDim?: number,
    ): Tensor;
    /** Without dimensions of size 1, or without some of them. */
    squeeze(dim?: number | readonly number[] | ByName<AlongDims>): Tensor;
    /** With a dimension of size 1 at `dim`. */
    unsqueeze(dim: number | ByName<{ dim: number }>): Tensor;
    /** Repeats dimensions of size 1; -1 keeps a size. @throws ShapeError when another size differs. */
    expand(...shape: Sizes): Tensor;
    /** Swaps two dimensions. */
    transpose(dim0: number, dim1: number): Tensor;
    /** The dimensions in another order. */
    permute(...dims: Sizes): Tensor;
    /** A matrix transposed. */
    t(): Tensor;
    /** A matrix transposed, as `x.t()`. */
    readonly T: Tensor;
    /** The last two dimensions swapped: matrices transposed. */
    readonly mT: Tensor;
    /** Reverses the order along dimensions. */
    flip(...dims: Sizes): Tensor;
  }
}

function reshape(x: Tensor, operation: string, shape: readonly number[]): Tensor {
  return runKernel(
    'Reshape',
    operation,
    { x },
    { shape: resolvedShape(operation, x.shape, shape) },
  );
}

function permute(x: Tensor, operation: string, dims: readonly number[]): Tensor {
  const perm = dims.map((dim) => wrapDim(operation, dim, x.ndim));
  if (new Set(perm).size !== x.ndim || perm.length !== x.ndim) {
    throw new ShapeError(
      operation,
      [x.shape],
      `${operation}: ${show(dims)} must name each of the ${x.ndim} dimensions of ${show(x.shape)} once.`,
    );
  }
  return notePermuted(runKernel('Transpose', operation, { x }, { perm }), x, perm);
}

function expand(x: Tensor, shape: readonly number[]): Tensor {
  const offset = shape.length - x.ndim;
  const to = shape.map((size, i) => (size === -1 ? x.shape[i - offset] : size));
  const result = broadcastShape('expand', x.shape, to);
  if (`${result}` !== `${to}`) {
    throw new ShapeError(
      'expand',
      [x.shape, shape],
      `expand: shape ${show(x.shape)} can't become ${show(shape)}: only dimensions of size 1 repeat.`,
    );
  }
  if (`${to}` === `${x.shape}`) return x;
  const inputShape = [...to.slice(0, offset).fill(1), ...x.shape];
  const wide = offset > 0 ? reshape(x, 'expand', inputShape) : x;
  return runForward('BroadcastTo', 'expand', { x: wide }, { inputShape, shape: to }, () =>
    spread(wide.tf, to),
  );
}

defineMethods({
  reshape(...shape) {
    return reshape(this, 'reshape', sizesOf('reshape', shape));
  },
  view(...shape) {
    return reshape(this, 'view', sizesOf('view', shape));
  },
  flatten(startDim = 0, endDim = -1) {
    if (this.ndim === 0) return reshape(this, 'flatten', [1]);
    const start = wrapDim('flatten', startDim, this.ndim);
    const end = wrapDim('flatten', endDim, this.ndim);
    return reshape(this, 'flatten', [
      ...this.shape.slice(0, start),
      sizeOf(this.shape.slice(start, end + 1)),
      ...this.shape.slice(end + 1),
    ]);
  },
  squeeze(dim) {
    const dropped = reducedDims('squeeze', dim, this.ndim);
    const shape = this.shape.filter((size, i) => size !== 1 || !dropped.includes(i));
    return reshape(this, 'squeeze', shape);
  },
  unsqueeze(dim) {
    const at = wrapDim('unsqueeze', dim, this.ndim + 1);
    return reshape(this, 'unsqueeze', this.shape.toSpliced(at, 0, 1));
  },
  expand(...shape) {
    return asOneOperation(() => expand(this, sizesOf('expand', shape)));
  },
  transpose(dim0, dim1) {
    const a = wrapDim('transpose', dim0, this.ndim);
    const b = wrapDim('transpose', dim1, this.ndim);
    const dims = this.shape.map((_, i) => (i === a ? b : i === b ? a : i));
    return permute(this, 'transpose', dims);
  },
  permute(...dims) {
    return permute(this, 'permute', sizesOf('permute', dims));
  },
  get T() {
    return this.t();
  },
  get mT() {
    return this.transpose(-2, -1);
  },
  t() {
    if (this.ndim < 2) return this;
    if (this.ndim === 2) return permute(this, 't', [1, 0]);
    throw new ShapeError(
      't',
      [this.shape],
      `t: expects a matrix, got shape ${show(this.shape)}. Use transpose(dim0, dim1).`,
    );
  },
  flip(...dims) {
    const wrapped = sizesOf('flip', dims).map((dim) => wrapDim('flip', dim, this.ndim));
    if (this.ndim === 0) return this.clone();
    return runKernel('Reverse', 'flip', { x: this }, { dims: wrapped });
  },
});
