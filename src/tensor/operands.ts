/** Brings the operands of an operation to one type: tensors, and plain numbers beside them. */
import * as tf from '@tensorflow/tfjs-core';
import { type Dtype, dtypeOfNumber, promote } from './dtype.js';
import { DtypeError, shown } from './errors.js';
import { runKernel } from './kernel.js';
import { broadcastShape } from './shapes.js';
import { Tensor } from './tensor.js';

/** What operations take beside the tensor: another one, whose shape broadcasts, or a number. */
export type Operand = Tensor | number;

/**
 * Checks what TypeScript's types can't where a value came through `any`, JSON or plain JavaScript.
 * @param what as `the other operand`
 * @throws DtypeError when it is no tensor.
 */
export function checkTensor(
  operation: string,
  value: unknown,
  what = 'what it takes',
): asserts value is Tensor {
  if (value instanceof Tensor) return;
  throw new DtypeError(
    operation,
    `${what} must be a tensor, got ${shown(value)}. tensor([1, 2]) makes one of a list.`,
  );
}

/** As {@link checkTensor}, where a number does too. */
export function checkOperand(operation: string, value: unknown): asserts value is Operand {
  if (typeof value === 'number' || value instanceof Tensor) return;
  throw new DtypeError(
    operation,
    `the other operand must be a tensor or a number, got ${shown(value)}. tensor([1, 2]) makes one of a list.`,
  );
}

/** The tensor in another type; itself where it has that. */
export function cast(x: Tensor, dtype: Dtype): Tensor {
  return x.dtype === dtype ? x : runKernel('Cast', 'to', { x }, { dtype });
}

/** A number as a tensor without dimensions. */
export function constant(value: number, dtype: Dtype): Tensor {
  return Tensor.fromTfjs(tf.scalar(value, dtype), 'constant');
}

/** The type that both operands become; truth values count as integers in arithmetic. */
function commonType(a: Tensor, b: Operand): Dtype {
  return promote(a.dtype, typeof b === 'number' ? dtypeOfNumber(b, a.dtype) : b.dtype);
}

/**
 * Runs a kernel of two operands, which broadcast.
 * @param least the type that operands have at least: float32 for a division, int32 for sums
 * @throws ShapeError when the shapes don't fit together, DtypeError when `b` is neither a tensor nor a number.
 */
export function binary(
  kernel: string,
  operation: string,
  a: Tensor,
  b: Operand,
  least: Dtype = 'bool',
): Tensor {
  if (typeof b !== 'number') {
    checkOperand(operation, b);
    broadcastShape(operation, a.shape, b.shape);
  }
  const dtype = promote(commonType(a, b), least);
  const right = typeof b === 'number' ? constant(b, dtype) : cast(b, dtype);
  return runKernel(kernel, operation, { a: cast(a, dtype), b: right });
}
