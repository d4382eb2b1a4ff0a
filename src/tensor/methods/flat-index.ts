/** Numbers of elements in the flattened tensor, for indices along one dimension. */
import { tensor } from '../creation.js';
import { DtypeError, ShapeError } from '../errors.js';
import { checkIndexRange } from '../index-bounds.js';
import { where } from '../joining.js';
import { cast, checkTensor } from '../operands.js';
import { show, sizeOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/**
 * For each element of `index`, the number in the flattened tensor that it points to; -1, which is nowhere, for what is
 * out of range: it must not be a place in another row.
 */
export function flatIndex(x: Tensor, dim: number, index: Tensor): Tensor {
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const places = cast(index, 'int32');
  const flat = index.shape.reduce(
    (sum, size, i) => {
      if (i === dim) return sum;
      const along = index.shape.map((_, d) => (d === i ? size : 1));
      return sum.add(
        tensor(
          Int32Array.from({ length: size }, (_, at) => at * strides[i]),
          along,
        ),
      );
    },
    places.mul(strides[dim] ?? 1),
  );
  return where(places.ge(0).logicalAnd(places.lt(x.shape[dim] ?? 1)), flat, -1);
}

/** @throws DtypeError for what is no tensor, and for an index of fractions: rounding it would hide a mistake. */
export function checkIndexType(operation: string, index: Tensor): void {
  checkTensor(operation, index, 'the index');
  if (index.dtype === 'int32') return;
  throw new DtypeError(operation, `the index must be int32, got ${index.dtype}. Use int().`);
}

/**
 * @throws ShapeError unless the index has as many dimensions as the tensor, of which none but `dim` is larger; DtypeError unless
 *   it is int32, IndexError for a number that is out of range.
 */
export function checkIndex(operation: string, x: Tensor, dim: number, index: Tensor): void {
  checkIndexRank(operation, x, index);
  const isLarger = index.shape.some((size, i) => i !== dim && size > (x.shape[i] ?? 1));
  if (isLarger && index.numel() > 0) {
    throw new ShapeError(
      operation,
      [x.shape, index.shape],
      `${operation}: the index, ${show(index.shape)}, must not be larger than the tensor, ${show(x.shape)}, in other dimensions than ${dim}.`,
    );
  }
  checkIndexRange(operation, index, dim, x.shape[dim] ?? 1);
}

/** @throws ShapeError unless the index has as many dimensions as the tensor, DtypeError unless it is int32. */
export function checkIndexRank(operation: string, x: Tensor, index: Tensor): void {
  checkIndexType(operation, index);
  if (Math.max(index.ndim, 1) === Math.max(x.ndim, 1) || index.numel() === 0) return;
  throw new ShapeError(
    operation,
    [x.shape, index.shape],
    `${operation}: the index must have as many dimensions as the tensor; shapes are ${show(index.shape)} ` +
      `and ${show(x.shape)}.`,
  );
}
