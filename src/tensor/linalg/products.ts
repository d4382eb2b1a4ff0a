/** Products and parts of vectors and matrices, by the names that they have in `torch.linalg`. */
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { type Sole, soleOption, withDefaults } from '../options.js';
import type { Tensor } from '../tensor.js';
import { matrixArgument } from './arguments.js';

/** As the method `matmul`: `[..., n, m]` and `[..., m, k]`. PyTorch: `torch.linalg.matmul`. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  checkTensor('linalg.matmul', a, 'the first factor');
  return a.matmul(b);
}

/** The sums of products along a dimension, the last by default. Shapes broadcast. PyTorch: `torch.linalg.vecdot`. */
export function vecdot(a: Tensor, b: Tensor, given?: Sole<'dim', number>): Tensor {
  const dim = soleOption('linalg.vecdot', 'dim', given, -1);
  checkTensor('linalg.vecdot', a, 'the first vector');
  return asOneOperation(() => a.mul(b).sum(dim));
}

/** The vector product along a dimension of size 3, the last by default. Shapes are equal. PyTorch: `torch.linalg.cross`. */
export function cross(a: Tensor, b: Tensor, given?: Sole<'dim', number>): Tensor {
  const dim = soleOption('linalg.cross', 'dim', given, -1);
  checkTensor('linalg.cross', a, 'the first vector');
  return a.cross(b, dim);
}

/** Options of {@link diagonal}. */
export interface DiagonalOptions {
  /** So many places right of the main diagonal. Default 0. */
  offset?: number;
  /** The dimension of rows. Default -2. */
  dim1?: number;
  /** The dimension of columns. Default -1. */
  dim2?: number;
}

/** The diagonals of matrices `[..., n, m]`, as the last dimension. PyTorch: `torch.linalg.diagonal`. */
export function diagonal(a: Tensor, options: DiagonalOptions = {}): Tensor {
  const matrix = matrixArgument('linalg.diagonal', a);
  const { offset, dim1, dim2 } = withDefaults('linalg.diagonal', options, {
    offset: 0,
    dim1: -2,
    dim2: -1,
  });
  return matrix.diagonal(offset, dim1, dim2);
}

/** `[..., n, n]` times itself, n times; of its inverse where n is below 0. PyTorch: `torch.linalg.matrix_power`. */
export function matrixPower(a: Tensor, n: number): Tensor {
  return matrixArgument('linalg.matrixPower', a).matrixPower(n);
}

/** e to the power of `[..., n, n]`. PyTorch: `torch.linalg.matrix_exp`. */
export function matrixExp(a: Tensor): Tensor {
  return matrixArgument('linalg.matrixExp', a).matrixExp();
}
