/** Systems of linear equations, and inverses. Computed on the host. */
import { eye } from '../creation.js';
import { LinAlgError, ShapeError } from '../errors.js';
import { hostOperation } from '../host-operation.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import { broadcastShape, show } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { batchOf, matrixArgument, nameOf, squareArgument } from './arguments.js';
import { factorized, solved, substitute, type Triangle } from './lu.js';
import { joined, matricesOf } from './matrices.js';

/** Both with the same batch dimensions. @throws ShapeError when they don't fit together. */
function together(operation: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const size = a.shape[a.ndim - 1];
  if (b.shape[b.ndim - 2] !== size) {
    throw new ShapeError(
      operation,
      [a.shape, b.shape],
      `${operation}: the right side, ${show(b.shape)}, must have as many rows as the matrix, ${show(a.shape)}.`,
    );
  }
  const batch = broadcastShape(operation, batchOf(a), batchOf(b));
  return [a.expand([...batch, size, size]), b.expand([...batch, size, b.shape[b.ndim - 1]])];
}

/** By matrices in which nothing is 0 on the diagonal. @throws LinAlgError for a singular matrix. */
function solvedBy(operation: string, a: Tensor, b: Tensor): Tensor {
  const rights = matricesOf(b);
  const matrices = matricesOf(a);
  const parts = matrices.map((matrix, i) => {
    const factors = factorized(matrix);
    if (factors.zero !== undefined) {
      throw new LinAlgError(
        operation,
        `${nameOf(matrices.length, i)} is singular: its rows depend on each other, so there is no inverse. ` +
          'linalg.lstsq and linalg.pinv give the nearest answer.',
      );
    }
    return solved(factors, rights[i]).values;
  });
  return joined(parts, batchOf(b), b.shape.slice(-2));
}

function solveMatrices(operation: string, a: Tensor, b: Tensor): Tensor {
  const [result] = hostOperation({
    name: operation,
    inputs: [a, b],
    compute: () => [solvedBy(operation, a, b)],
    backward: ([dy], { inputs: [matrix], results: [x] }) => {
      const ofB = solveMatrices(operation, matrix.mT, dy);
      return [ofB.matmul(x.mT).neg(), ofB];
    },
  });
  return result;
}

/**
 * X of A X = B. `[..., n, n]` and `[..., n, k]`, or `[..., n]`, which X has too. PyTorch: `torch.linalg.solve`.
 * @throws LinAlgError when a matrix is singular, ShapeError when the shapes don't fit.
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const operation = 'linalg.solve';
  const matrix = squareArgument(operation, a);
  checkTensor(operation, b, 'the right side');
  return asOneOperation(() => {
    const right = b.float();
    const isVector =
      b.ndim === 1 || (a.ndim - 1 === b.ndim && `${b.shape}` === `${a.shape.slice(0, -1)}`);
    const [left, columns] = together(operation, matrix, isVector ? right.unsqueeze(-1) : right);
    const result = solveMatrices(operation, left, columns);
    return isVector ? result.squeeze(-1) : result;
  });
}

/** The inverses of `[..., n, n]`. PyTorch: `torch.linalg.inv`. @throws LinAlgError when a matrix is singular. */
export function inv(a: Tensor): Tensor {
  const matrix = squareArgument('linalg.inv', a);
  return asOneOperation(() => {
    const size = matrix.shape[matrix.ndim - 1];
    return solveMatrices('linalg.inv', matrix, eye(size).expand(matrix.shape));
  });
}

/** Options of {@link solveTriangular}. */
export interface TriangularOptions {
  /** Whether the upper half counts, or else the lower one. */
  upper: boolean;
  /** Whether the matrix stands left of X. Default true. */
  left?: boolean;
  /** Whether the diagonal is taken as 1. Default false. */
  unitriangular?: boolean;
}

/**
 * X of A X = B where half of A, `[..., n, n]`, is 0; B is `[..., n, k]`. PyTorch: `torch.linalg.solve_triangular`.
 * @throws ShapeError when the shapes don't fit.
 */
export function solveTriangular(a: Tensor, b: Tensor, options: TriangularOptions): Tensor {
  const operation = 'linalg.solveTriangular';
  const matrix = squareArgument(operation, a);
  const right = matrixArgument(operation, b, 'the right side');
  const { upper, left, unitriangular } = withDefaults(operation, options, {
    upper: false,
    left: true,
    unitriangular: false,
  });
  if (!left) {
    return solveTriangular(matrix.mT, right.mT, { upper: !upper, unitriangular }).mT;
  }
  return asOneOperation(() => {
    const [half, columns] = together(operation, matrix, right);
    return solveHalf(half, columns, { upper, unitriangular });
  });
}

/** X of A X = B where half of A counts. Both have the same batch dimensions. */
export function solveHalf(half: Tensor, right: Tensor, { upper, unitriangular }: Triangle): Tensor {
  const [result] = hostOperation({
    name: 'linalg.solveTriangular',
    inputs: [half, right],
    compute: () => [substituted(half, right, { upper, unitriangular })],
    backward: ([dy], { inputs: [x], results: [y] }) => {
      const ofB = solveHalf(x.mT, dy, { upper: !upper, unitriangular });
      const ofA = ofB.matmul(y.mT).neg();
      const edge = unitriangular ? 1 : 0;
      return [upper ? ofA.triu(edge) : ofA.tril(-edge), ofB];
    },
  });
  return result;
}

/**
 * X of A X = B, where `factor`, `[..., n, n]`, is one half of what A was factorized into, and B is `[..., n, k]`. The gradient goes by
 * the whole factor, as PyTorch's does. PyTorch: `torch.cholesky_solve`.
 */
export function choleskySolved(factor: Tensor, right: Tensor, upper: boolean): Tensor {
  const operation = 'choleskySolve';
  const half = squareArgument(operation, factor);
  return solvedTwice(...together(operation, half, matrixArgument(operation, right)), upper);
}

function solvedTwice(half: Tensor, right: Tensor, upper: boolean): Tensor {
  const [result] = hostOperation({
    name: 'choleskySolve',
    inputs: [half, right],
    compute: () => {
      const lower = upper ? half.mT : half;
      const first = substituted(lower, right, { upper: false, unitriangular: false });
      return [substituted(lower.mT, first, { upper: true, unitriangular: false })];
    },
    backward: ([dy], { inputs: [factor], results: [x] }) => {
      const ofRight = solvedTwice(factor, dy, upper);
      const product = ofRight.matmul(x.mT);
      const both = product.add(product.mT);
      return [(upper ? factor.matmul(both) : both.matmul(factor)).neg(), ofRight];
    },
  });
  return result;
}

function substituted(half: Tensor, right: Tensor, triangle: Triangle): Tensor {
  const rights = matricesOf(right);
  const halves = matricesOf(half);
  for (const [i, matrix] of halves.entries()) substitute(matrix, rights[i], triangle);
  const parts = rights.map(({ values }) => values);
  return joined(parts, batchOf(right), right.shape.slice(-2));
}
