/** Triangular factors of a square matrix, by Gauss's elimination with the greatest pivots. */
import type { Matrix } from './matrices.js';

export interface Factors {
  /** Below the diagonal the lower one, whose diagonal is 1; the upper one above. */
  readonly both: Matrix;
  /** Which row of the matrix each row was. */
  readonly order: Int32Array;
  /** 1 or -1: whether rows were swapped an even number of times. */
  readonly sign: number;
  /** The first place on the diagonal that is 0, where there is one. */
  readonly zero: number | undefined;
}

export function factorized(matrix: Matrix): Factors {
  const both = matrix.clone();
  const { rows: size, values } = both;
  const order = Int32Array.from({ length: size }, (_, i) => i);
  let sign = 1;
  let zero: number | undefined;
  for (let k = 0; k < size; k++) {
    let best = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(both.at(i, k)) > Math.abs(both.at(best, k))) best = i;
    }
    if (best !== k) {
      const row = values.slice(k * size, (k + 1) * size);
      values.copyWithin(k * size, best * size, (best + 1) * size);
      values.set(row, best * size);
      [order[k], order[best]] = [order[best], order[k]];
      sign = -sign;
    }
    const pivot = both.at(k, k);
    if (pivot === 0) {
      zero ??= k;
      continue;
    }
    for (let i = k + 1; i < size; i++) {
      const factor = both.at(i, k) / pivot;
      both.set(i, k, factor);
      for (let j = k + 1; j < size; j++) values[i * size + j] -= factor * values[k * size + j];
    }
  }
  return { both, order, sign, zero };
}

/** What the matrix gives `right` for. */
export function solved({ both, order }: Factors, right: Matrix): Matrix {
  const { rows: size } = both;
  const width = right.columns;
  const result = right.clone();
  for (let i = 0; i < size; i++) {
    const from = order[i] * width;
    result.values.set(right.values.subarray(from, from + width), i * width);
  }
  substitute(both, result, { upper: false, unitriangular: true });
  substitute(both, result, { upper: true, unitriangular: false });
  return result;
}

/** Which half of a matrix counts, and whether its diagonal is taken as 1. */
export interface Triangle {
  readonly upper: boolean;
  readonly unitriangular: boolean;
}

/** Solves for `right`, in place, with half of a matrix. */
export function substitute(half: Matrix, right: Matrix, { upper, unitriangular }: Triangle): void {
  const { rows: size } = half;
  const { columns: width, values } = right;
  for (let step = 0; step < size; step++) {
    const i = upper ? size - 1 - step : step;
    const [from, to] = upper ? [i + 1, size] : [0, i];
    for (let k = from; k < to; k++) {
      const factor = half.at(i, k);
      for (let j = 0; j < width; j++) values[i * width + j] -= factor * values[k * width + j];
    }
    if (unitriangular) continue;
    const pivot = half.at(i, i);
    for (let j = 0; j < width; j++) values[i * width + j] /= pivot;
  }
}
