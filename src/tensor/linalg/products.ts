/** Products and parts of vectors and matrices, by the names that they have in `torch.linalg`. */
import { ShapeError } from '../errors.js';
import { checkList, stack } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { type Sole, soleOption, withDefaults } from '../options.js';
import { show } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { risingPowers } from '../vander.js';
import { matrixArgument } from './arguments.js';

/** As the method `matmul`: `[..., n, m]` and `[..., m, k]`. PyTorch: `torch.linalg.matmul`. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  checkTensor('linalg.matmul', a, 'the first factor');
  return a.matmul(b);
}

/**
 * The product of two or more matrices, `[n, m]` and `[m, k]` ..., in the order that multiplies least; the first and the last may be
 * vectors. PyTorch: `torch.linalg.multi_dot`.
 * @throws ShapeError when they don't fit together.
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  checkList('linalg.multiDot', tensors);
  if (tensors.length < 2) {
    throw new ShapeError(
      'linalg.multiDot',
      tensors.map(({ shape }) => shape),
      `linalg.multiDot: it takes two matrices or more, got ${tensors.length}.`,
    );
  }
  return asOneOperation(() => {
    const [first, last] = [tensors[0], tensors[tensors.length - 1]];
    const all = tensors.map((x, i) => {
      if (x.ndim === 1 && i === 0) return x.unsqueeze(0);
      return x.ndim === 1 && i === tensors.length - 1 ? x.unsqueeze(1) : x;
    });
    for (const [i, { ndim, shape }] of all.entries()) {
      if (ndim === 2 && (i === 0 || all[i - 1].shape[1] === shape[0])) continue;
      const shapes = tensors.map((x) => x.shape);
      throw new ShapeError(
        'linalg.multiDot',
        shapes,
        `linalg.multiDot: tensor ${i} of shapes ${shapes.map(show).join(', ')} must be a matrix with as many rows as the one before has columns.`,
      );
    }
    const product = cheapest(all);
    const kept = [...(first.ndim === 1 ? [] : [0]), ...(last.ndim === 1 ? [] : [1])];
    return product.reshape(kept.map((dim) => product.shape[dim]));
  });
}

/** By the fewest multiplications: best[i][j] is that of matrices i to j, and where they are parted. */
function cheapest(matrices: readonly Tensor[]): Tensor {
  const sizes = [matrices[0].shape[0], ...matrices.map(({ shape }) => shape[1])];
  const costs = matrices.map(() => matrices.map(() => 0));
  const cuts = matrices.map(() => matrices.map(() => 0));
  for (let length = 2; length <= matrices.length; length++) {
    for (let i = 0; i + length <= matrices.length; i++) {
      const j = i + length - 1;
      costs[i][j] = Infinity;
      for (let cut = i; cut < j; cut++) {
        const last = sizes[i] * sizes[cut + 1] * sizes[j + 1];
        const cost = costs[i][cut] + costs[cut + 1][j] + last;
        if (cost >= costs[i][j]) continue;
        costs[i][j] = cost;
        cuts[i][j] = cut;
      }
    }
  }
  const product = (i: number, j: number): Tensor =>
    i === j ? matrices[i] : product(i, cuts[i][j]).matmul(product(cuts[i][j] + 1, j));
  return product(0, matrices.length - 1);
}

/**
 * Powers 0 to N - 1 of each element, `[..., n]` to `[..., n, N]`; N is n unless it is given. PyTorch: `torch.linalg.vander`.
 */
export function vander(x: Tensor, given?: Sole<'N', number>): Tensor {
  const N = soleOption('linalg.vander', 'N', given, undefined);
  checkTensor('linalg.vander', x, 'the list of numbers');
  return asOneOperation(() => {
    const powers = risingPowers('linalg.vander', x, N);
    return powers.length === 0 ? x.newZeros([...x.shape, 0]) : stack(powers, -1);
  });
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
  matrixArgument('linalg.diagonal', a);
  const { offset, dim1, dim2 } = withDefaults('linalg.diagonal', options, {
    offset: 0,
    dim1: -2,
    dim2: -1,
  });
  return a.diagonal(offset, dim1, dim2);
}

/** `[..., n, n]` times itself, n times; of its inverse where n is below 0. PyTorch: `torch.linalg.matrix_power`. */
export function matrixPower(a: Tensor, n: number): Tensor {
  return matrixArgument('linalg.matrixPower', a).matrixPower(n);
}

/** e to the power of `[..., n, n]`. PyTorch: `torch.linalg.matrix_exp`. */
export function matrixExp(a: Tensor): Tensor {
  return matrixArgument('linalg.matrixExp', a).matrixExp();
}
