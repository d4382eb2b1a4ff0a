/** Orthogonal and triangular factors of a matrix, by Householder's reflections; signs are LAPACK's. */
import { Matrix } from './matrices.js';

/** Q is `[rows, rows]`, or `[rows, columns]` where that is asked for; R `[rows, columns]`, zeros below the diagonal. */
export function orthogonalFactors(matrix: Matrix, isReduced: boolean): { q: Matrix; r: Matrix } {
  const { rows, columns } = matrix;
  // By columns, since reflections go through them.
  const by = matrix.transposed();
  const column = (j: number) => by.values.subarray(j * rows, (j + 1) * rows);
  const least = Math.min(rows, columns);
  const scales: number[] = [];
  const reflections: Float64Array[] = [];
  for (let k = 0; k < least; k++) {
    const x = column(k);
    let below = 0;
    for (let i = k + 1; i < rows; i++) below += x[i] * x[i];
    if (below === 0) {
      scales.push(0);
      reflections.push(new Float64Array(rows));
      continue;
    }
    const length = Math.sqrt(below + x[k] * x[k]);
    const beta = x[k] > 0 ? -length : length;
    const vector = new Float64Array(rows);
    vector[k] = 1;
    for (let i = k + 1; i < rows; i++) vector[i] = x[i] / (x[k] - beta);
    const scale = (beta - x[k]) / beta;
    scales.push(scale);
    reflections.push(vector);
    for (let j = k; j < columns; j++) reflect(column(j), vector, scale, k);
  }
  const width = isReduced ? least : rows;
  const q = new Matrix(width, rows);
  for (let j = 0; j < width; j++) {
    const target = q.values.subarray(j * rows, (j + 1) * rows);
    target[j] = 1;
    for (let k = least - 1; k >= 0; k--) reflect(target, reflections[k], scales[k], k);
  }
  const r = new Matrix(width, columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i <= Math.min(j, width - 1); i++) r.set(i, j, column(j)[i]);
  }
  return { q: q.transposed(), r };
}

/** `x -= scale * vector * (vector . x)`, from `first` on. */
function reflect(x: Float64Array, vector: Float64Array, scale: number, first: number): void {
  if (scale === 0) return;
  let product = 0;
  for (let i = first; i < x.length; i++) product += vector[i] * x[i];
  product *= scale;
  for (let i = first; i < x.length; i++) x[i] -= product * vector[i];
}
