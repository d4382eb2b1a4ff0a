/** Products that are made of matrix products. */

import { type ByName, defineMethods } from '../define.js';
import { promote } from '../dtype.js';
import { ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import { show, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import type { AlongDim } from './reduction.js';

/** alpha scales the product, beta what it is added to. */
export interface ScaledSumOptions {
  /** What the product is multiplied with. Default 1. */
  alpha?: number;
  /** What the tensor itself is multiplied with. Default 1. */
  beta?: number;
}

declare module '../tensor.js' {
  interface Tensor {
    /** A matrix times a vector. `[n, m]` times `[m]` gives `[n]`. */
    mv(vector: Tensor): Tensor;
    /** Every product of elements of two vectors, `[n, m]`. */
    outer(other: Tensor): Tensor;
    /** The sum of products along the last dimension of both. `[..., n]` and `[..., n]`. */
    inner(other: Tensor): Tensor;
    /** beta * x + alpha * (a times b). `a` is `[n, m]`, `b` `[m, p]`; x broadcasts to `[n, p]`. */
    addmm(a: Tensor, b: Tensor, options?: ScaledSumOptions): Tensor;
    /** As `addmm`, for batches of matrices. `a` is `[batch, n, m]`, `b` `[batch, m, p]`. */
    baddbmm(a: Tensor, b: Tensor, options?: ScaledSumOptions): Tensor;
    /** beta * x + alpha * (matrix times vector). `matrix` is `[n, m]`, `vector` `[m]`; x broadcasts to `[n]`. */
    addmv(matrix: Tensor, vector: Tensor, options?: ScaledSumOptions): Tensor;
    /**
     * The vector product along a dimension of size 3, by default the first such. Shapes are equal.
     * @throws ShapeError when the size is not 3.
     */
    cross(other: Tensor, dim?: number | ByName<AlongDim>): Tensor;
    /** beta * x + alpha * the sum of the products of a batch. `a` is `[batch, n, m]`, `b` `[batch, m, p]`; x broadcasts to `[n, p]`. */
    addbmm(a: Tensor, b: Tensor, options?: ScaledSumOptions): Tensor;
    /** beta * x + alpha * (every product of elements of two vectors). They are `[n]` and `[m]`; x broadcasts to `[n, m]`. */
    addr(a: Tensor, b: Tensor, options?: ScaledSumOptions): Tensor;
    /** The distances of the rows of two matrices, `[..., n, m]`. */
    cdist(other: Tensor, p?: number | ByName<{ p?: number }>): Tensor;
  }
}

/** beta * x + alpha * product. With a beta of 0 x has no part in it, whatever it is, NaN too. */
function scaledSum(
  name: string,
  x: Tensor,
  product: () => Tensor,
  options: ScaledSumOptions,
): Tensor {
  const { alpha, beta } = withDefaults(name, options, { alpha: 1, beta: 1 });
  const scaled = (of: Tensor, by: number) => (by === 1 ? of : of.mul(by));
  const added = scaled(product(), alpha);
  return beta === 0 ? added.add(0) : scaled(x, beta).add(added);
}

defineMethods({
  mv(vector) {
    checkTensor('mv', vector, 'the vector');
    return this.matmul(vector);
  },
  outer(other) {
    checkTensor('outer', other, 'the other operand');
    if (this.ndim !== 1 || other.ndim !== 1) {
      throw new ShapeError(
        'outer',
        [this.shape, other.shape],
        `outer: both must be vectors; shapes are ${show(this.shape)} and ${show(other.shape)}.`,
      );
    }
    return asOneOperation(() => this.unsqueeze(1).mul(other));
  },
  inner(other) {
    checkTensor('inner', other, 'the other operand');
    return asOneOperation(() => {
      if (this.ndim === 0 || other.ndim === 0) return this.mul(other);
      const products =
        other.ndim < 2 ? this.mul(other).sum(-1) : this.matmul(other.transpose(-1, -2));
      return cast(products, promote(this.dtype, other.dtype));
    });
  },
  addmm(a, b, options = {}) {
    checkTensor('addmm', a, 'the first factor');
    return asOneOperation(() => scaledSum('addmm', this, () => a.matmul(b), options));
  },
  baddbmm(a, b, options = {}) {
    checkTensor('baddbmm', a, 'the first factor');
    return asOneOperation(() => scaledSum('baddbmm', this, () => a.bmm(b), options));
  },
  addmv(matrix, vector, options = {}) {
    checkTensor('addmv', matrix, 'the matrix');
    return asOneOperation(() => scaledSum('addmv', this, () => matrix.matmul(vector), options));
  },
  addbmm(a, b, options = {}) {
    checkTensor('addbmm', a, 'the first factor');
    return asOneOperation(() => scaledSum('addbmm', this, () => a.bmm(b).sum(0), options));
  },
  addr(a, b, options = {}) {
    checkTensor('addr', a, 'the first vector');
    return asOneOperation(() => scaledSum('addr', this, () => a.outer(b), options));
  },
  cross(other, dim) {
    checkTensor('cross', other, 'the other operand');
    const axis = dim === undefined ? this.shape.indexOf(3) : wrapDim('cross', dim, this.ndim);
    if (this.shape[axis] !== 3 || other.shape[axis] !== 3 || this.ndim !== other.ndim) {
      throw new ShapeError(
        'cross',
        [this.shape, other.shape],
        `cross: shapes are ${show(this.shape)} and ${show(other.shape)}; they must fit together, with a dimension of size 3 in both.`,
      );
    }
    return asOneOperation(() => {
      const next = this.roll(-1, axis).mul(other.roll(-2, axis));
      return next.sub(this.roll(-2, axis).mul(other.roll(-1, axis)));
    });
  },
  cdist(other, p = 2) {
    checkTensor('cdist', other, 'the other operand');
    return asOneOperation(() => {
      const differences = this.unsqueeze(-2).sub(other.unsqueeze(-3));
      return differences.norm(p, -1);
    });
  },
});
