/** What functions of linear algebra take. */
import { ShapeError } from '../errors.js';
import { cast, checkTensor } from '../operands.js';
import { show } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** The tensor in float32. @throws ShapeError unless it holds matrices, DtypeError when it is no tensor. */
export function matrixArgument(operation: string, x: Tensor, what = 'the matrix'): Tensor {
  checkTensor(operation, x, what);
  if (x.ndim >= 2) return cast(x, 'float32');
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: ${what} must be [..., rows, columns], got ${show(x.shape)}.`,
  );
}

/** As {@link matrixArgument}. @throws ShapeError unless matrices are square. */
export function squareArgument(operation: string, x: Tensor): Tensor {
  const matrices = matrixArgument(operation, x);
  const [rows, columns] = x.shape.slice(-2);
  if (rows === columns) return matrices;
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: the matrices must be square; the shape is ${show(x.shape)}.`,
  );
}

/** The shape without its matrices. */
export const batchOf = (x: Tensor): readonly number[] => x.shape.slice(0, -2);

/** Of several matrices, which it is. */
export const nameOf = (count: number, i: number): string =>
  count > 1 ? `matrix ${i}` : 'the matrix';
