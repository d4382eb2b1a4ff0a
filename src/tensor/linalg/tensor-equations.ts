/** Systems of equations whose matrices are folded into tensors of more dimensions. */
import { ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { type Sole, soleOption } from '../options.js';
import { show, sizeOf, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { inv, solve } from './systems.js';

/**
 * The inverse of `a` as a map of its last dimensions to its first `ind`: `[4, 6, 24]` gives `[24, 4, 6]`. PyTorch:
 * `torch.linalg.tensorinv`.
 * @throws ShapeError unless both have equally many elements.
 */
export function tensorinv(a: Tensor, given?: Sole<'ind', number>): Tensor {
  const ind = soleOption('linalg.tensorinv', 'ind', given, 2);
  checkTensor('linalg.tensorinv', a);
  const [rows, columns] = [a.shape.slice(0, ind), a.shape.slice(ind)];
  if (sizeOf(rows) !== sizeOf(columns)) {
    throw new ShapeError(
      'linalg.tensorinv',
      [a.shape],
      `linalg.tensorinv: the first ${ind} dimensions of ${show(a.shape)} have ${sizeOf(rows)} elements, the others ` +
        `${sizeOf(columns)}. They must be the same.`,
    );
  }
  return asOneOperation(() =>
    inv(a.reshape([sizeOf(rows), sizeOf(columns)])).reshape([...columns, ...rows]),
  );
}

/**
 * X of `tensordot(a, X, X.ndim) = b`: `[2, 3, 6]` and `[2, 3]` give `[6]`. PyTorch: `torch.linalg.tensorsolve`.
 * `dims` of `a` are taken as its last.
 * @throws ShapeError unless `a` has as many elements for X as for `b`.
 */
export function tensorsolve(
  tensor: Tensor,
  b: Tensor,
  given?: Sole<'dims', readonly number[]>,
): Tensor {
  const dims = soleOption('linalg.tensorsolve', 'dims', given, []);
  checkTensor('linalg.tensorsolve', tensor);
  checkTensor('linalg.tensorsolve', b, 'the right side');
  const last = dims.map((dim) => wrapDim('linalg.tensorsolve', dim, tensor.ndim));
  const a = tensor.movedim(
    last,
    last.map((_, i) => tensor.ndim - last.length + i),
  );
  const columns = a.shape.slice(b.ndim);
  if (b.numel() !== sizeOf(columns) || a.numel() !== b.numel() ** 2) {
    throw new ShapeError(
      'linalg.tensorsolve',
      [a.shape, b.shape],
      `linalg.tensorsolve: ${show(a.shape)} is no square matrix for the right side ${show(b.shape)}: its last dimensions must ` +
        'have as many elements as that.',
    );
  }
  return asOneOperation(() =>
    solve(a.reshape([b.numel(), b.numel()]), b.reshape([-1])).reshape(columns),
  );
}
