/** Parts along the dimensions that have names of their own, and the way back from broadcasting. */
import { defineMethods } from '../define.js';
import { OptionError, ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { type Sizes, show, sizesOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** Parts side by side: of a vector along its dimension, of others along dimension 1. Equal ones, or at the given places. */
    hsplit(indicesOrSections: number | readonly number[]): Tensor[];
    /** Parts below each other, along dimension 0. Equal ones, or at the given places. @throws ShapeError for a vector. */
    vsplit(indicesOrSections: number | readonly number[]): Tensor[];
    /** Parts along dimension 2. Equal ones, or at the given places. @throws ShapeError where there is none. */
    dsplit(indicesOrSections: number | readonly number[]): Tensor[];
    /** As `split`, by sizes that add up to the dimension's. */
    splitWithSizes(sizes: readonly number[], dim?: number): Tensor[];
    /** As `narrow`. */
    narrowCopy(dim: number, start: number, length: number): Tensor;
    /** The sums that broadcasting to this shape would undo: the result has the given shape. @throws ShapeError where none would. */
    sumToSize(...size: Sizes): Tensor;
  }
}

/** @throws OptionError where the parts would not be equal, ShapeError where there are too few dimensions. */
function parts(
  operation: string,
  x: Tensor,
  by: number | readonly number[],
  least: number,
  dim: number,
): Tensor[] {
  if (x.ndim < least) {
    throw new ShapeError(
      operation,
      [x.shape],
      `${operation}: it takes a tensor of ${least} dimensions or more, got ${show(x.shape)}.`,
    );
  }
  const size = x.shape[dim];
  if (typeof by === 'number' && Number.isInteger(by) && by > 0 && size % by !== 0) {
    throw new OptionError(
      operation,
      'sections',
      by,
      `a divisor of ${size}, the size of dimension ${dim}`,
    );
  }
  return x.tensorSplit(by, dim);
}

defineMethods({
  hsplit(by) {
    return parts('hsplit', this, by, 1, this.ndim === 1 ? 0 : 1);
  },
  vsplit(by) {
    return parts('vsplit', this, by, 2, 0);
  },
  dsplit(by) {
    return parts('dsplit', this, by, 3, 2);
  },
  splitWithSizes(sizes, dim) {
    return this.split(sizes, dim);
  },
  narrowCopy(dim, start, length) {
    return this.narrow(dim, start, length);
  },
  sumToSize(...given) {
    const size = sizesOf('sumToSize', given);
    const added = this.ndim - size.length;
    const fits =
      added >= 0 && size.every((length, i) => length === 1 || length === this.shape[added + i]);
    if (!fits) {
      throw new ShapeError(
        'sumToSize',
        [this.shape, size],
        `sumToSize: ${show(size)} doesn't broadcast to the shape ${show(this.shape)}.`,
      );
    }
    return asOneOperation(() => {
      const summed = this.shape.flatMap((length, i) =>
        i < added || (size[i - added] === 1 && length !== 1) ? [i] : [],
      );
      return summed.length > 0 ? this.sum(summed).reshape(size) : this.clone();
    });
  },
});
