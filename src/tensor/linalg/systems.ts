/** Systems of linear equations, inverses and determinants. Computed on the host. */
import { eye } from '../creation.js';
import { LinAlgError, ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { withDefaults } from '../options.js';
import { broadcastShape, show } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { batchOf, matrixArgument, nameOf, squareArgument } from './arguments.js';
import { hostOperation } from './host-operation.js';
import { factorized, solved, substitute, type Triangle } from './lu.js';
import { joined, Matrix, matricesOf } from './matrices.js';
import { singularValues } from './singular-values.js';

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
      const ofB = solvedBy(operation, matrix.mT, dy);
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
    const [result] = hostOperation({
      name: operation,
      inputs: [half, columns],
      compute: () => [substituted(half, columns, { upper, unitriangular })],
      backward: ([dy], { inputs: [x], results: [y] }) => {
        const ofB = substituted(x.mT, dy, { upper: !upper, unitriangular });
        const ofA = ofB.matmul(y.mT).neg();
        const edge = unitriangular ? 1 : 0;
        return [upper ? ofA.triu(edge) : ofA.tril(-edge), ofB];
      },
    });
    return result;
  });
}

export function substituted(half: Tensor, right: Tensor, triangle: Triangle): Tensor {
  const rights = matricesOf(right);
  const halves = matricesOf(half);
  for (const [i, matrix] of halves.entries()) substitute(matrix, rights[i], triangle);
  const parts = rights.map(({ values }) => values);
  return joined(parts, batchOf(right), right.shape.slice(-2));
}

/** The product of the diagonal of U. */
function determinant(matrix: Matrix): number {
  const { both, sign } = factorized(matrix);
  let product = sign;
  for (let i = 0; i < both.rows; i++) product *= both.at(i, i);
  return product;
}

/** The derivative of the determinant by each element, also where it is 0: by singular values, which needs no inverse. */
function cofactors(matrix: Matrix): Float64Array {
  const { u, s, vh } = singularValues(matrix, false);
  const sign = determinant(u) * determinant(vh);
  const scaled = u.clone();
  for (let j = 0; j < s.length; j++) {
    const others = s.reduce((product, value, i) => (i === j ? product : product * value), sign);
    for (let i = 0; i < u.rows; i++) scaled.set(i, j, u.at(i, j) * others);
  }
  return scaled.times(vh).values;
}

/** The determinants of `[..., n, n]`. PyTorch: `torch.linalg.det`. @throws ShapeError unless matrices are square. */
export function det(a: Tensor): Tensor {
  const matrix = squareArgument('linalg.det', a);
  const [result] = hostOperation({
    name: 'linalg.det',
    inputs: [matrix],
    compute: () => [
      joined(
        matricesOf(matrix).map((one) => [determinant(one)]),
        batchOf(matrix),
        [],
      ),
    ],
    backward: ([dy], { inputs: [x] }) => {
      const parts = matricesOf(x).map(cofactors);
      const derivatives = joined(parts, batchOf(x), x.shape.slice(-2));
      return [derivatives.mul(dy.unsqueeze(-1).unsqueeze(-1))];
    },
  });
  return result;
}

/** A pair that has names too. */
export type Slogdet = readonly [sign: Tensor, logabsdet: Tensor] & {
  readonly sign: Tensor;
  readonly logabsdet: Tensor;
};

/**
 * The sign of the determinants of `[..., n, n]`, and the logarithm of their size, which doesn't overflow. PyTorch:
 * `torch.linalg.slogdet`.
 * @throws ShapeError unless matrices are square.
 */
export function slogdet(a: Tensor): Slogdet {
  const matrix = squareArgument('linalg.slogdet', a);
  const size = matrix.shape[matrix.ndim - 1];
  const [signs, logarithms] = hostOperation({
    name: 'linalg.slogdet',
    inputs: [matrix],
    compute: () => {
      const found = matricesOf(matrix).map((one) => {
        const { both, sign } = factorized(one);
        const diagonal = Array.from({ length: size }, (_, i) => both.at(i, i));
        return {
          sign: diagonal.reduce((product, value) => product * Math.sign(value), sign),
          logarithm: diagonal.reduce((sum, value) => sum + Math.log(Math.abs(value)), 0),
        };
      });
      const batch = batchOf(matrix);
      return [
        joined(
          found.map(({ sign }) => [sign]),
          batch,
          [],
        ),
        joined(
          found.map(({ logarithm }) => [logarithm]),
          batch,
          [],
        ),
      ];
    },
    backward: ([, dy], { inputs: [x] }) => {
      const parts = matricesOf(x.mT).map(
        (one) => solved(factorized(one), Matrix.identity(size)).values,
      );
      const inverses = joined(parts, batchOf(x), [size, size]);
      return [inverses.mul(dy.unsqueeze(-1).unsqueeze(-1))];
    },
  });
  const sign = signs.detach();
  const pair: [Tensor, Tensor] = [sign, logarithms];
  return Object.assign(pair, { sign, logabsdet: logarithms });
}

/** Options of {@link pinv} and {@link lstsq}. */
export interface RankOptions {
  /** Singular values below this share of the largest count as 0. Default: the longer side times 1.2e-7. */
  rtol?: number | undefined;
}

/** Of float32. */
const EPSILON = 2 ** -23;

/** The least singular value that isn't taken as 0. */
export function leastSingularValue(s: Float64Array, matrix: Matrix, rtol?: number): number {
  return (rtol ?? Math.max(matrix.rows, matrix.columns) * EPSILON) * (s[0] ?? 0);
}

function pseudoinverse(matrix: Matrix, rtol: number | undefined): Float64Array {
  const { u, s, vh } = singularValues(matrix, true);
  const least = leastSingularValue(s, matrix, rtol);
  const scaled = vh.transposed();
  for (let j = 0; j < s.length; j++) {
    for (let i = 0; i < scaled.rows; i++) {
      scaled.set(i, j, s[j] > least ? scaled.at(i, j) / s[j] : 0);
    }
  }
  return scaled.times(u.transposed()).values;
}

/**
 * The pseudoinverses of `[..., n, m]`, `[..., m, n]`, by Moore and Penrose. PyTorch: `torch.linalg.pinv`.
 * @throws ShapeError unless it holds matrices.
 */
export function pinv(a: Tensor, options: RankOptions = {}): Tensor {
  const matrix = matrixArgument('linalg.pinv', a);
  const { rtol } = withDefaults('linalg.pinv', options, { rtol: undefined });
  const [rows, columns] = matrix.shape.slice(-2);
  const [result] = hostOperation({
    name: 'linalg.pinv',
    inputs: [matrix],
    compute: () => [
      joined(
        matricesOf(matrix).map((one) => pseudoinverse(one, rtol)),
        batchOf(matrix),
        [columns, rows],
      ),
    ],
    // G. Golub and V. Pereyra, The Differentiation of Pseudo-Inverses, 1973.
    backward: ([dy], { inputs: [x], results: [p] }) => {
      const g = dy.mT;
      const left = g.matmul(p).matmul(p.mT);
      const right = p.mT.matmul(p.matmul(g));
      const ofRange = left.sub(x.matmul(p).matmul(left));
      const ofKernel = right.sub(right.matmul(p).matmul(x));
      return [ofRange.add(ofKernel).sub(p.mT.matmul(dy).matmul(p.mT))];
    },
  });
  return result;
}

/** What {@link lstsq} gives. */
export interface LeastSquares {
  /** `[..., m, k]` */
  readonly solution: Tensor;
  /** The sums of squares that are left, `[..., k]`. */
  readonly residuals: Tensor;
}

/**
 * X of the least A X - B; the smallest such X where there are many. `[..., n, m]` and `[..., n, k]`. PyTorch:
 * `torch.linalg.lstsq`.
 * @throws ShapeError when the shapes don't fit.
 */
export function lstsq(a: Tensor, b: Tensor, options: RankOptions = {}): LeastSquares {
  const operation = 'linalg.lstsq';
  const matrix = matrixArgument(operation, a);
  const right = matrixArgument(operation, b, 'the right side');
  const solution = asOneOperation(() => pinv(matrix, options).matmul(right));
  const residuals = asOneOperation(() => matrix.matmul(solution).sub(right).square().sum(-2));
  return { solution, residuals };
}
