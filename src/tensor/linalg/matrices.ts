/** Matrices on the host, in float64: their factorizations are computed there, for small ones fast and more exactly. */

import { tensor } from '../creation.js';
import { type Shape, sizeOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** A matrix, row by row. */
export class Matrix {
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values = new Float64Array(rows * columns),
  ) {}

  static identity(size: number): Matrix {
    const result = new Matrix(size, size);
    for (let i = 0; i < size; i++) result.values[i * size + i] = 1;
    return result;
  }

  at(row: number, column: number): number {
    return this.values[row * this.columns + column];
  }

  set(row: number, column: number, value: number): void {
    this.values[row * this.columns + column] = value;
  }

  clone(): Matrix {
    return new Matrix(this.rows, this.columns, this.values.slice());
  }

  transposed(): Matrix {
    const result = new Matrix(this.columns, this.rows);
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < this.columns; j++) result.set(j, i, this.at(i, j));
    }
    return result;
  }

  times(other: Matrix): Matrix {
    const result = new Matrix(this.rows, other.columns);
    const width = other.columns;
    for (let i = 0; i < this.rows; i++) {
      for (let k = 0; k < this.columns; k++) {
        const factor = this.at(i, k);
        if (factor === 0) continue;
        for (let j = 0; j < width; j++) {
          result.values[i * width + j] += factor * other.values[k * width + j];
        }
      }
    }
    return result;
  }

  /** The first columns. */
  firstColumns(count: number): Matrix {
    const result = new Matrix(this.rows, count);
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < count; j++) result.set(i, j, this.at(i, j));
    }
    return result;
  }
}

/** The matrices in `[..., rows, columns]`; reads them from the device. */
export function matricesOf(x: Tensor): Matrix[] {
  const [rows, columns] = x.shape.slice(-2);
  const size = rows * columns;
  const values = x.dataSync();
  const count = sizeOf(x.shape.slice(0, -2));
  return Array.from({ length: count }, (_, i) => {
    const part = values.subarray(i * size, (i + 1) * size);
    return new Matrix(rows, columns, Float64Array.from(part));
  });
}

/** As a tensor `[...batch, ...shape]`, of parts one after the other. */
export function joined(parts: readonly ArrayLike<number>[], batch: Shape, shape: Shape): Tensor {
  const size = sizeOf(shape);
  const values = new Float32Array(parts.length * size);
  for (const [i, part] of parts.entries()) values.set(part, i * size);
  return tensor(values, [...batch, ...shape]);
}
