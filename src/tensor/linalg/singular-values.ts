/** Singular values and vectors, in float64 as exactly as float32 shows them. */
import { orthogonalFactors } from './householder.js';
import { Matrix } from './matrices.js';
import { symmetricEigen } from './symmetric-eigen.js';

export interface SingularValues {
  /** `[rows, rows]`, or the first `min(rows, columns)` columns. */
  readonly u: Matrix;
  /** Falling. */
  readonly s: Float64Array;
  /** `[columns, columns]`, or the first `min(rows, columns)` rows. */
  readonly vh: Matrix;
}

/**
 * The right vectors are the eigenvectors of A^T A. What A makes of them is orthogonal but for rounding, which a QR
 * factorization takes out: its Q are the left vectors, the diagonal of R the values.
 */
export function singularValues(matrix: Matrix, isReduced: boolean): SingularValues {
  if (matrix.rows < matrix.columns) {
    const { u, s, vh } = singularValues(matrix.transposed(), isReduced);
    return { u: vh.transposed(), s, vh: u.transposed() };
  }
  const { columns } = matrix;
  const { vectors } = symmetricEigen(matrix.transposed().times(matrix), false);
  const falling = new Matrix(columns, columns);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) falling.set(i, j, vectors.at(i, columns - 1 - j));
  }
  const { q, r } = orthogonalFactors(matrix.times(falling), isReduced);
  const s = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    s[j] = Math.min(Math.abs(r.at(j, j)), j > 0 ? s[j - 1] : Infinity);
    if (r.at(j, j) >= 0) continue;
    for (let i = 0; i < q.rows; i++) q.set(i, j, -q.at(i, j));
  }
  return { u: q, s, vh: falling.transposed() };
}
