/** Pseudoinverses, and what comes nearest to a solution by them. Computed on the host. */

import { OptionError } from '../errors.js';
import { hostOperation } from '../host-operation.js';
import { asOneOperation } from '../kernel.js';
import { withDefaults } from '../options.js';
import { Tensor } from '../tensor.js';
import { batchOf, matrixArgument, squareArgument } from './arguments.js';
import { joined, Matrix, matricesOf } from './matrices.js';
import { singularValues } from './singular-values.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Which singular values count as 0: those up to `atol`, or up to `rtol` times the largest. */
export interface RankOptions {
  /** A number, or one for each matrix, `[...]`. Default 0. */
  atol?: number | Tensor | undefined;
  /** A share of the largest, as `atol` is given. Default: the longer side times 1.2e-7, or 0 where `atol` is above 0. */
  rtol?: number | Tensor | undefined;
  /** Whether the matrices are symmetric: then only their lower halves are looked at. Default false. */
  hermitian?: boolean;
}

const DEFAULTS = { atol: undefined, rtol: undefined, hermitian: false };

/** Of float32. */
const EPSILON = 2 ** -23;

/** A matrix as the sum of values times columns of `left` and `right`. */
interface Spectrum {
  /** Singular values, or eigenvalues, which may be below 0. */
  readonly values: Float64Array;
  /** `[rows, values]` */
  readonly left: Matrix;
  /** `[columns, values]` */
  readonly right: Matrix;
  /** Values of this size and less count as 0. */
  readonly least: number;
}

/** A number for each matrix. @throws OptionError for what is none. */
function tolerance(
  operation: string,
  name: string,
  given: number | Tensor | undefined,
  batch: readonly number[],
): (i: number) => number | undefined {
  if (given === undefined || typeof given === 'number') return () => given;
  if (!(given instanceof Tensor))
    throw new OptionError(operation, name, given, 'a number or a tensor');
  const values = given.expand(batch).dataSync();
  return (i) => values[i];
}

/** What matrices `[..., n, m]` are made of. @throws ShapeError for symmetric ones that aren't square. */
export function spectraOf(operation: string, matrix: Tensor, options: RankOptions): Spectrum[] {
  const { atol, rtol, hermitian } = withDefaults(operation, options, DEFAULTS);
  if (hermitian) squareArgument(operation, matrix);
  const absolute = tolerance(operation, 'atol', atol, batchOf(matrix));
  const relative = tolerance(operation, 'rtol', rtol, batchOf(matrix));
  return matricesOf(matrix).map((one, i) => {
    const parts = hermitian ? ofSymmetric(one) : ofAny(one);
    const largest = parts.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const most = absolute(i) ?? 0;
    const share = most > 0 ? 0 : Math.max(one.rows, one.columns) * EPSILON;
    return { ...parts, least: Math.max(most, (relative(i) ?? share) * largest) };
  });
}

function ofSymmetric(matrix: Matrix): Omit<Spectrum, 'least'> {
  const { values, vectors } = symmetricEigen(matrix, false);
  return { values, left: vectors, right: vectors };
}

function ofAny(matrix: Matrix): Omit<Spectrum, 'least'> {
  const { u, s, vh } = singularValues(matrix, true);
  return { values: s, left: u, right: vh.transposed() };
}

function pseudoinverse({ values, left, right, least }: Spectrum): Float64Array {
  const scaled = new Matrix(right.rows, values.length);
  for (let j = 0; j < values.length; j++) {
    if (Math.abs(values[j]) <= least) continue;
    for (let i = 0; i < right.rows; i++) scaled.set(i, j, right.at(i, j) / values[j]);
  }
  return scaled.times(left.transposed()).values;
}

/**
 * The pseudoinverses of `[..., n, m]`, `[..., m, n]`, by Moore and Penrose. PyTorch: `torch.linalg.pinv`.
 * @throws ShapeError unless it holds matrices; square ones where they are symmetric.
 */
export function pinv(a: Tensor, options: RankOptions = {}): Tensor {
  const matrix = matrixArgument('linalg.pinv', a);
  const [rows, columns] = matrix.shape.slice(-2);
  const [result] = hostOperation({
    name: 'linalg.pinv',
    inputs: [matrix],
    compute: () => [
      joined(spectraOf('linalg.pinv', matrix, options).map(pseudoinverse), batchOf(matrix), [
        columns,
        rows,
      ]),
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

/** Options of {@link lstsq}. */
export interface LstsqOptions {
  /** Singular values up to this share of the largest count as 0. Default: the longer side times 1.2e-7. */
  rtol?: number | undefined;
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
export function lstsq(a: Tensor, b: Tensor, options: LstsqOptions = {}): LeastSquares {
  const operation = 'linalg.lstsq';
  const { rtol } = withDefaults(operation, options, { rtol: undefined });
  const matrix = matrixArgument(operation, a);
  const right = matrixArgument(operation, b, 'the right side');
  const solution = asOneOperation(() => pinv(matrix, { rtol }).matmul(right));
  const residuals = asOneOperation(() => matrix.matmul(solution).sub(right).square().sum(-2));
  return { solution, residuals };
}
