/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reflections make it tridiagonal, the implicit QL
 * algorithm diagonal. J. Wilkinson and C. Reinsch, Handbook for Automatic Computation, Linear Algebra, 1971: tred2, tql2.
 */
import { Matrix } from './matrices.js';

const MOST_STEPS = 200;
const EPSILON = 2 ** -52;

/** Values rise; vectors are columns. Of the matrix the half `upper` or lower counts. */
export function symmetricEigen(
  matrix: Matrix,
  upper: boolean,
): { values: Float64Array; vectors: Matrix } {
  const { rows: size } = matrix;
  const columns = Array.from({ length: size }, (_, j) =>
    Float64Array.from({ length: size }, (_, i) =>
      upper === i < j ? matrix.at(i, j) : matrix.at(j, i),
    ),
  );
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  if (size > 0) tridiagonalize(columns, diagonal, beside);
  diagonalize(columns, diagonal, beside);
  const order = Int32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => diagonal[a] - diagonal[b],
  );
  const vectors = new Matrix(size, size);
  order.forEach((from, j) => {
    for (let i = 0; i < size; i++) vectors.set(i, j, columns[from][i]);
  });
  return { values: Float64Array.from(order, (from) => diagonal[from]), vectors };
}

/** Leaves the product of reflections in `v`, the diagonal in `d`, what is beside it in `e` from 1 on. */
function tridiagonalize(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let j = 0; j < n; j++) d[j] = v[j][n - 1];
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]);
    if (scale === 0) {
      e[i] = d[i - 1];
      for (let j = 0; j < i; j++) {
        d[j] = v[j][i - 1];
        v[j][i] = 0;
        v[i][j] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] /= scale;
        h += d[k] * d[k];
      }
      let f = d[i - 1];
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const column = v[j];
        f = d[j];
        v[i][j] = f;
        g = e[j] + column[j] * f;
        for (let k = j + 1; k < i; k++) {
          g += column[k] * d[k];
          e[k] += column[k] * f;
        }
        e[j] = g;
      }
      f = 0;
      for (let j = 0; j < i; j++) {
        e[j] /= h;
        f += e[j] * d[j];
      }
      for (let j = 0; j < i; j++) e[j] -= (f / (h + h)) * d[j];
      for (let j = 0; j < i; j++) {
        const column = v[j];
        for (let k = j; k < i; k++) column[k] -= d[j] * e[k] + e[j] * d[k];
        d[j] = column[i - 1];
        column[i] = 0;
      }
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i++) {
    v[i][n - 1] = v[i][i];
    v[i][i] = 1;
    const h = d[i + 1];
    const next = v[i + 1];
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = next[k] / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += next[k] * v[j][k];
        for (let k = 0; k <= i; k++) v[j][k] -= g * d[k];
      }
    }
    next.fill(0, 0, i + 1);
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j][n - 1];
    v[j][n - 1] = 0;
  }
  v[n - 1][n - 1] = 1;
  e[0] = 0;
}

/** Leaves the eigenvalues in `d`, the vectors in `v`. */
function diagonalize(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]) > EPSILON * largest) m++;
    for (let step = 0; m > l && step < MOST_STEPS; step++) {
      let g = d[l];
      let p = (d[l + 1] - g) / (2 * e[l]);
      let r = Math.hypot(p, 1) * (p < 0 ? -1 : 1);
      d[l] = e[l] / (p + r);
      d[l + 1] = e[l] * (p + r);
      const afterFirst = d[l + 1];
      let h = g - d[l];
      for (let i = l + 2; i < n; i++) d[i] -= h;
      shift += h;
      p = d[m];
      let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
      const besideFirst = e[l + 1];
      for (let i = m - 1; i >= l; i--) {
        [c3, c2, s2] = [c2, c, s];
        g = c * e[i];
        h = c * p;
        r = Math.hypot(p, e[i]);
        e[i + 1] = s * r;
        s = e[i] / r;
        c = p / r;
        p = c * d[i] - s * g;
        d[i + 1] = h + s * (c * g + s * d[i]);
        rotate(v[i], v[i + 1], c, s);
      }
      p = (-s * s2 * c3 * besideFirst * e[l]) / afterFirst;
      e[l] = s * p;
      d[l] = c * p;
      if (!(Math.abs(e[l]) > EPSILON * largest)) break;
    }
    d[l] += shift;
    e[l] = 0;
  }
}

function rotate(left: Float64Array, right: Float64Array, c: number, s: number): void {
  for (let k = 0; k < left.length; k++) {
    const h = right[k];
    right[k] = s * left[k] + c * h;
    left[k] = c * left[k] - s * h;
  }
}
