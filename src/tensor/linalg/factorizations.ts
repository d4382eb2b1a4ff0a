/** Matrices as products of simpler ones. Computed on the host. */
import { LinAlgError, OptionError } from '../errors.js';
import { hostOperation } from '../host-operation.js';
import { cat, where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { withDefaults } from '../options.js';
import type { Tensor } from '../tensor.js';
import { batchOf, matrixArgument, nameOf, squareArgument } from './arguments.js';
import { orthogonalFactors } from './householder.js';
import { joined, Matrix, matricesOf } from './matrices.js';
import { singularValues } from './singular-values.js';
import { symmetricEigen } from './symmetric-eigen.js';
import { solveHalf } from './systems.js';

/** Of a positive definite matrix; its upper half doesn't count. @throws LinAlgError for others. */
function lowerFactor(operation: string, matrix: Matrix, name: string): Matrix {
  const { rows: size } = matrix;
  const lower = new Matrix(size, size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = matrix.at(i, j);
      for (let k = 0; k < j; k++) sum -= lower.at(i, k) * lower.at(j, k);
      if (i > j) lower.set(i, j, sum / lower.at(j, j));
      else if (sum > 0) lower.set(j, j, Math.sqrt(sum));
      else {
        throw new LinAlgError(
          operation,
          `${name} is not positive definite: it fails in row ${j}. A covariance needs more observations than ` +
            'variables; adding a little to the diagonal, as 1e-6 * eye(n), often helps.',
        );
      }
    }
  }
  return lower;
}

/**
 * L of A = L L^T, for positive definite `[..., n, n]`; with `upper` its transpose. PyTorch: `torch.linalg.cholesky`.
 * @throws LinAlgError when a matrix is not positive definite.
 */
export function cholesky(a: Tensor, options: { upper?: boolean } = {}): Tensor {
  const operation = 'linalg.cholesky';
  const matrix = squareArgument(operation, a);
  const { upper } = withDefaults(operation, options, { upper: false });
  const [lower] = hostOperation({
    name: operation,
    inputs: [matrix],
    compute: () => {
      const all = matricesOf(upper ? matrix.mT : matrix);
      const parts = all.map((one, i) => lowerFactor(operation, one, nameOf(all.length, i)).values);
      return [joined(parts, batchOf(matrix), matrix.shape.slice(-2))];
    },
    // I. Murray, Differentiation of the Cholesky decomposition, 2016.
    backward: ([dy], { results: [l] }) => {
      const half = l.mT.matmul(dy).tril();
      const inner = half.sub(half.diagonal(0, -2, -1).diagEmbed().mul(0.5));
      const solve = (right: Tensor) =>
        solveHalf(l.mT, right, { upper: true, unitriangular: false });
      const outer = solve(solve(inner).mT).mT;
      return [outer.add(outer.mT).mul(0.5)];
    },
  });
  return upper ? lower.mT : lower;
}

/** Options of {@link qr}. */
export interface QrOptions {
  /** Whether Q has only as many columns as the matrix has rows or columns, or is square. Default `'reduced'`. */
  mode?: 'reduced' | 'complete';
}

/** A pair that has names too. */
export type QR = readonly [Q: Tensor, R: Tensor] & { readonly Q: Tensor; readonly R: Tensor };

/**
 * Q with orthogonal columns and R with zeros below its diagonal, A = Q R. `[..., n, m]` gives `[..., n, k]` and
 * `[..., k, m]`, k the lesser of n and m. PyTorch: `torch.linalg.qr`.
 * @throws OptionError for another mode.
 */
export function qr(a: Tensor, options: QrOptions = {}): QR {
  const operation = 'linalg.qr';
  const matrix = matrixArgument(operation, a);
  const { mode } = withDefaults(operation, options, { mode: 'reduced' });
  if (mode !== 'reduced' && mode !== 'complete') {
    throw new OptionError(operation, 'mode', `'${mode as string}'`, "'reduced' or 'complete'");
  }
  const [rows, columns] = matrix.shape.slice(-2);
  const isReduced = mode === 'reduced' || rows <= columns;
  const [Q, R] = hostOperation({
    name: operation,
    inputs: [matrix],
    compute: () => {
      const found = matricesOf(matrix).map((one) => orthogonalFactors(one, isReduced));
      const width = isReduced ? Math.min(rows, columns) : rows;
      return [
        joined(
          found.map(({ q }) => q.values),
          batchOf(matrix),
          [rows, width],
        ),
        joined(
          found.map(({ r }) => r.values),
          batchOf(matrix),
          [width, columns],
        ),
      ];
    },
    backward: ([dq, dr], { inputs: [x], results: [q, r] }) => {
      if (!isReduced) {
        throw new LinAlgError(
          operation,
          "only mode 'reduced' has a gradient where there are more rows than columns.",
        );
      }
      if (rows >= columns) return [ofTall(dq, dr, q, r)];
      // The columns on the right depend on Q and on themselves alone.
      const part = (of: Tensor) => [
        of.narrow(of.ndim - 1, 0, rows),
        of.narrow(of.ndim - 1, rows, columns - rows),
      ];
      const [[, right], [drLeft, drRight], [rLeft]] = [part(x), part(dr), part(r)];
      const ofLeft = ofTall(dq.add(right.matmul(drRight.mT)), drLeft, q, rLeft);
      return [cat([ofLeft, q.matmul(drRight)], -1)];
    },
  });
  const pair: [Tensor, Tensor] = [Q, R];
  return Object.assign(pair, { Q, R });
}

/** The gradient where there are as many rows as columns or more. */
function ofTall(dq: Tensor, dr: Tensor, q: Tensor, r: Tensor): Tensor {
  const m = r.matmul(dr.mT).sub(dq.mT.matmul(q));
  const symmetric = m.tril().add(m.tril(-1).mT);
  const inner = dq.add(q.matmul(symmetric));
  return solveHalf(r, inner.mT, { upper: true, unitriangular: false }).mT;
}

/** Which half of symmetric matrices counts. */
export interface EighOptions {
  /** `'L'`, the lower one, or `'U'`. Default `'L'`. */
  UPLO?: 'L' | 'U';
}

/** A pair that has names too. */
export type Eigh = readonly [eigenvalues: Tensor, eigenvectors: Tensor] & {
  readonly eigenvalues: Tensor;
  readonly eigenvectors: Tensor;
};

/**
 * Eigenvalues of symmetric `[..., n, n]`, rising, `[..., n]`, and eigenvectors, the columns of `[..., n, n]`, whose signs are
 * arbitrary. PyTorch: `torch.linalg.eigh`.
 * @throws ShapeError unless matrices are square.
 */
export function eigh(a: Tensor, options: EighOptions = {}): Eigh {
  const operation = 'linalg.eigh';
  const matrix = squareArgument(operation, a);
  const { UPLO } = withDefaults(operation, options, { UPLO: 'L' });
  const size = matrix.shape[matrix.ndim - 1];
  const [eigenvalues, eigenvectors] = hostOperation({
    name: operation,
    inputs: [matrix],
    compute: () => {
      const found = matricesOf(matrix).map((one) => symmetricEigen(one, UPLO === 'U'));
      return [
        joined(
          found.map(({ values }) => values),
          batchOf(matrix),
          [size],
        ),
        joined(
          found.map(({ vectors }) => vectors.values),
          batchOf(matrix),
          [size, size],
        ),
      ];
    },
    backward: ([ofValues, ofVectors], { results: [values, vectors] }) => {
      const apart = offDiagonal(values.unsqueeze(-2).sub(values.unsqueeze(-1)), 1);
      const turned = offDiagonal(vectors.mT.matmul(ofVectors).div(apart), 0);
      const inner = turned.add(ofValues.diagEmbed());
      return [vectors.matmul(inner).matmul(vectors.mT)];
    },
  });
  const pair: [Tensor, Tensor] = [eigenvalues, eigenvectors];
  return Object.assign(pair, { eigenvalues, eigenvectors });
}

/** The eigenvalues of symmetric `[..., n, n]`, rising, `[..., n]`. PyTorch: `torch.linalg.eigvalsh`. */
export function eigvalsh(a: Tensor, options: EighOptions = {}): Tensor {
  return eigh(a, options).eigenvalues;
}

/** Square matrices with one value on their diagonals. */
function offDiagonal(x: Tensor, value: number): Tensor {
  const size = x.shape[x.ndim - 1];
  return where(x.newOnes(size).diag().bool(), value, x);
}

/** Options of {@link svd}. */
export interface SvdOptions {
  /** Whether U and V are square, or have only as many columns as there are singular values. Default true. */
  fullMatrices?: boolean;
}

/** Three that have names too. */
export type SVD = readonly [U: Tensor, S: Tensor, Vh: Tensor] & {
  readonly U: Tensor;
  readonly S: Tensor;
  readonly Vh: Tensor;
};

/**
 * A = U diag(S) Vh with falling singular values S. `[..., n, m]` gives `[..., n, n]`, `[..., k]` and `[..., m, m]`, k the
 * lesser of n and m; signs of vectors are arbitrary. PyTorch: `torch.linalg.svd`.
 * @throws ShapeError unless it holds matrices.
 */
export function svd(a: Tensor, options: SvdOptions = {}): SVD {
  const operation = 'linalg.svd';
  const matrix = matrixArgument(operation, a);
  const { fullMatrices } = withDefaults(operation, options, { fullMatrices: true });
  const [rows, columns] = matrix.shape.slice(-2);
  const least = Math.min(rows, columns);
  const [U, S, Vh] = hostOperation({
    name: operation,
    inputs: [matrix],
    compute: () => {
      const found = matricesOf(matrix).map((one) => singularValues(one, !fullMatrices));
      const batch = batchOf(matrix);
      const [ofU, ofV] = fullMatrices ? [rows, columns] : [least, least];
      return [
        joined(
          found.map(({ u }) => u.values),
          batch,
          [rows, ofU],
        ),
        joined(
          found.map(({ s }) => s),
          batch,
          [least],
        ),
        joined(
          found.map(({ vh }) => vh.values),
          batch,
          [ofV, columns],
        ),
      ];
    },
    backward: ([du, ds, dvh], { results: [u, s, vh] }) => {
      const firstColumns = (x: Tensor) => x.narrow(x.ndim - 1, 0, least);
      const firstRows = (x: Tensor) => x.narrow(x.ndim - 2, 0, least);
      return [ofSingular(firstColumns(du), ds, firstRows(dvh), firstColumns(u), s, firstRows(vh))];
    },
  });
  const three: [Tensor, Tensor, Tensor] = [U, S, Vh];
  return Object.assign(three, { U, S, Vh });
}

/** As PyTorch computes it; see J. Townsend, Differentiating the Singular Value Decomposition, 2016. */
function ofSingular(du: Tensor, ds: Tensor, dvh: Tensor, u: Tensor, s: Tensor, vh: Tensor): Tensor {
  const [row, column] = [s.unsqueeze(-2), s.unsqueeze(-1)];
  const apart = offDiagonal(row.square().sub(column.square()), 1);
  const skew = (x: Tensor) => x.sub(x.mT).div(apart);
  const inner = skew(u.mT.matmul(du))
    .mul(row)
    .add(column.mul(skew(vh.matmul(dvh.mT))))
    .add(ds.diagEmbed());
  let result = u.matmul(inner);
  const [rows, least, columns] = [u.shape[u.ndim - 2], s.shape[s.ndim - 1], vh.shape[vh.ndim - 1]];
  if (rows > least) {
    const scaled = du.div(row);
    result = result.add(scaled).sub(u.matmul(u.mT.matmul(scaled)));
  }
  result = result.matmul(vh);
  if (columns > least) {
    const scaled = dvh.div(column);
    result = result.add(u.matmul(scaled.sub(scaled.matmul(vh.mT).matmul(vh))));
  }
  return result;
}

/** The singular values of `[..., n, m]`, falling, `[..., min(n, m)]`. PyTorch: `torch.linalg.svdvals`. */
export function svdvals(a: Tensor): Tensor {
  const matrix = matrixArgument('linalg.svdvals', a);
  return asOneOperation(() => svd(matrix, { fullMatrices: false }).S);
}
