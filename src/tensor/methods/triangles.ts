/** Triangles and diagonals of matrices. */

import { tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { ShapeError } from '../errors.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast } from '../operands.js';
import { show, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** Options of {@link Tensor.diagonal} and {@link Tensor.diagEmbed}. */
export interface DiagonalOptions {
  /** So many places right of the main diagonal. Default 0. */
  offset?: number;
  /** The dimension of rows. */
  dim1?: number;
  /** The dimension of columns. */
  dim2?: number;
}

declare module '../tensor.js' {
  interface Tensor {
    /** Zeros above the diagonal, or above the one `diagonal` to its right. */
    tril(diagonal?: number | ByName<{ diagonal?: number }>): Tensor;
    /** Zeros below the diagonal, or below the one `diagonal` to its right. */
    triu(diagonal?: number | ByName<{ diagonal?: number }>): Tensor;
    /** A vector as the diagonal of a matrix, or the diagonal of a matrix. */
    diag(diagonal?: number | ByName<{ diagonal?: number }>): Tensor;
    /** The diagonals of two dimensions, as the last one. */
    diagonal(offset?: number | ByName<DiagonalOptions>, dim1?: number, dim2?: number): Tensor;
    /** The sum of a matrix's diagonal. */
    trace(): Tensor;
  }
}

function triangle(x: Tensor, keeps: (row: number, column: number) => boolean): Tensor {
  const [rows, columns] = x.shape.slice(-2);
  const mask = Uint8Array.from({ length: rows * columns }, (_, i) =>
    keeps(Math.floor(i / columns), i % columns) ? 1 : 0,
  );
  return asOneOperation(() => cast(where(tensor(mask, [rows, columns], 'bool'), x, 0), x.dtype));
}

defineMethods({
  tril(diagonal = 0) {
    return triangle(this, (row, column) => column - row <= diagonal);
  },
  triu(diagonal = 0) {
    return triangle(this, (row, column) => column - row >= diagonal);
  },
  diag(diagonal = 0) {
    if (this.ndim !== 1) return this.diagonal(diagonal);
    return asOneOperation(() => {
      const [size] = this.shape;
      const full = size + Math.abs(diagonal);
      if (size === 0) return this.newZeros([full, full]);
      const mask = new Uint8Array(full * full);
      for (let i = 0; i < size; i++) {
        mask[(i + Math.max(-diagonal, 0)) * full + i + Math.max(diagonal, 0)] = 1;
      }
      const row = Int32Array.from({ length: full }, (_, i) =>
        Math.min(Math.max(i - Math.max(diagonal, 0), 0), size - 1),
      );
      const spread = this.indexSelect(0, tensor(row)).expand([full, full]);
      return cast(where(tensor(mask, [full, full], 'bool'), spread, 0), this.dtype);
    });
  },
  diagonal(offset = 0, dim1 = 0, dim2 = 1) {
    const [first, second] = [dim1, dim2].map((dim) => wrapDim('diagonal', dim, this.ndim));
    return asOneOperation(() => {
      const rest = this.shape.map((_, i) => i).filter((i) => i !== first && i !== second);
      const x = this.permute([...rest, first, second]);
      const [rows, columns] = x.shape.slice(-2);
      const [row, column] = [Math.max(-offset, 0), Math.max(offset, 0)];
      const length = Math.max(0, Math.min(rows - row, columns - column));
      const places = Int32Array.from({ length }, (_, i) => (row + i) * columns + column + i);
      return x.flatten(-2).indexSelect(-1, tensor(places));
    });
  },
  trace() {
    if (this.ndim !== 2) {
      throw new ShapeError(
        'trace',
        [this.shape],
        `trace: it takes a matrix, got shape ${show(this.shape)}. For a batch of them take diagonal(0, -2, -1).sum(-1).`,
      );
    }
    return asOneOperation(() => this.diagonal().sum());
  },
});
