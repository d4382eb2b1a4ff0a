/** Products of matrices and vectors. */
import { defineMethods } from '../define.js';
import { ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import { runProduct } from '../product.js';
import { broadcastShape, show, sizeOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /**
     * Vectors, matrices, and batches of matrices, which broadcast. PyTorch: `torch.matmul`.
     * @throws ShapeError when the inner dimensions differ.
     */
    matmul(other: Tensor): Tensor;
    /** `[n, k]` times `[k, m]`. */
    mm(other: Tensor): Tensor;
    /** `[batch, n, k]` times `[batch, k, m]`. */
    bmm(other: Tensor): Tensor;
    /** The inner product of two vectors. Both are `[n]`. */
    dot(other: Tensor): Tensor;
  }
}

function mismatch(operation: string, a: Tensor, b: Tensor, why: string): ShapeError {
  return new ShapeError(
    operation,
    [a.shape, b.shape],
    `${operation}: shapes ${show(a.shape)} and ${show(b.shape)} can't be multiplied: ${why}`,
  );
}

function product(a: Tensor, b: Tensor): Tensor {
  return runProduct(
    'BatchMatMul',
    'matmul',
    { a: cast(a, 'float32'), b: cast(b, 'float32') },
    { transposeA: false, transposeB: false },
  );
}

function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.ndim === 0 || b.ndim === 0) {
    throw mismatch('matmul', a, b, 'both need at least one dimension; use mul for numbers.');
  }
  if (a.ndim === 1 && b.ndim === 1) {
    if (a.shape[0] !== b.shape[0]) throw mismatch('matmul', a, b, 'vectors must be equally long.');
    return product(a.unsqueeze(0), b.unsqueeze(1)).reshape([]);
  }
  if (a.ndim === 1) return matmul(a.unsqueeze(0), b).squeeze(-2);
  if (b.ndim === 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  const inner = a.shape[a.ndim - 1];
  const [rows, columns] = b.shape.slice(-2);
  if (inner !== rows) {
    throw mismatch('matmul', a, b, `the inner dimensions ${inner} and ${rows} must be the same.`);
  }
  if (a.ndim === 2 && b.ndim === 2) return product(a, b);
  if (b.ndim === 2) {
    const lead = a.shape.slice(0, -1);
    return product(a.reshape([sizeOf(lead), inner]), b).reshape([...lead, columns]);
  }
  const batch = broadcastShape('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return product(
    a.expand([...batch, ...a.shape.slice(-2)]),
    b.expand([...batch, ...b.shape.slice(-2)]),
  );
}

defineMethods({
  matmul(other) {
    checkTensor('matmul', other, 'the other operand');
    return asOneOperation(() => {
      const result = matmul(this, other);
      const isWhole = this.dtype !== 'float32' && other.dtype !== 'float32';
      return isWhole ? cast(result, 'int32') : result;
    });
  },
  mm(other) {
    checkTensor('mm', other, 'the other operand');
    if (this.ndim !== 2 || other.ndim !== 2)
      throw mismatch('mm', this, other, 'both must be matrices.');
    return this.matmul(other);
  },
  bmm(other) {
    checkTensor('bmm', other, 'the other operand');
    if (this.ndim !== 3 || other.ndim !== 3 || this.shape[0] !== other.shape[0]) {
      throw mismatch('bmm', this, other, 'both must be batches of as many matrices.');
    }
    return this.matmul(other);
  },
  dot(other) {
    checkTensor('dot', other, 'the other operand');
    if (this.ndim !== 1 || other.ndim !== 1)
      throw mismatch('dot', this, other, 'both must be vectors.');
    return this.matmul(other);
  },
});
