/** Pseudoinverses, and what comes nearest to a solution by them. Computed on the host. */

import { hostOperation } from '../host-operation.js';
import { asOneOperation } from '../kernel.js';
import { withDefaults } from '../options.js';
import type { Tensor } from '../tensor.js';
import { batchOf, matrixArgument } from './arguments.js';
import { joined, type Matrix, matricesOf } from './matrices.js';
import { singularValues } from './singular-values.js';

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
