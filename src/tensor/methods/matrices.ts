/** Matrices made of others. */
import { eye, tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { IndexError, OptionError, ShapeError } from '../errors.js';
import { cat, where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import { checkWhole } from '../options.js';
import { show, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import type { AlongDim } from './reduction.js';
import type { DiagonalOptions } from './triangles.js';

declare module '../tensor.js' {
  interface Tensor {
    /** As `dot`. Both are `[n]`. */
    vdot(other: Tensor): Tensor;
    /** The p-norm of the difference. Shapes broadcast. */
    dist(other: Tensor, p?: number | ByName<{ p?: number }>): Tensor;
    /** Every product of elements, as blocks. `[a, b]` and `[c, d]` give `[a * c, b * d]`. PyTorch: `torch.kron`. */
    kron(other: Tensor): Tensor;
    /** Square matrices `[..., n, n]` times themselves, n times; of their inverses where n is below 0. @throws IndexError unless n is whole. */
    matrixPower(n: number): Tensor;
    /** e to the power of square matrices `[..., n, n]`, by a series of scaled ones. @throws ShapeError for others. */
    matrixExp(): Tensor;
    /** A matrix with the flattened elements on its diagonal. */
    diagflat(offset?: number): Tensor;
    /** The last dimension on the diagonals of matrices, `[..., n, n]`, so many places right of the main one. */
    diagEmbed(offset?: number | ByName<DiagonalOptions>, dim1?: number, dim2?: number): Tensor;
    /** The parts at the given places, or that many, which may differ by one in size. */
    tensorSplit(
      indicesOrSections: number | readonly number[],
      dim?: number | ByName<AlongDim>,
    ): Tensor[];
    /** With `source` in place of the part at `index`. `source` has this shape without `dim`. */
    selectScatter(source: Tensor, dim: number, index: number): Tensor;
  }
}

/** Of the series of e^x for matrices of a norm up to 1/2: what is left out is less than float32 tells apart. */
const TERMS = 9;
const MOST_SQUARINGS = 14;
/** More parts than any list of tensors has. */
const MOST_SECTIONS = 1e6;

function sizeOfSquare(operation: string, x: Tensor): number {
  const [rows, columns] = x.shape.slice(-2);
  if (x.ndim >= 2 && rows === columns) return rows;
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: the matrices must be square; the shape is ${show(x.shape)}.`,
  );
}

defineMethods({
  vdot(other) {
    checkTensor('vdot', other, 'the other vector');
    return this.dot(other);
  },
  dist(other, p = 2) {
    checkTensor('dist', other, 'the other operand');
    return asOneOperation(() => this.sub(other).norm(p));
  },
  kron(other) {
    checkTensor('kron', other, 'the other operand');
    return asOneOperation(() => {
      const rank = Math.max(this.ndim, other.ndim);
      const filled = ({ shape }: Tensor) => [...Array(rank - shape.length).fill(1), ...shape];
      const [a, b] = [filled(this), filled(other)];
      const left = this.reshape(a.flatMap((size) => [size, 1]));
      const right = other.reshape(b.flatMap((size) => [1, size]));
      return left.mul(right).reshape(a.map((size, i) => size * b[i]));
    });
  },
  matrixExp() {
    const rows = sizeOfSquare('matrixExp', this);
    return asOneOperation(() => {
      const size = this.detach().abs().sum(-2).amax(-1);
      // So many times the result must be squared.
      const times = size.mul(2).log2().ceil().clamp(0, MOST_SQUARINGS).unsqueeze(-1).unsqueeze(-1);
      const scaled = this.div(times.exp2());
      let result: Tensor = eye(rows).expand(this.shape);
      for (let i = TERMS; i > 0; i--) result = eye(rows).add(scaled.matmul(result).div(i));
      for (let i = 0; i < MOST_SQUARINGS; i++) {
        result = where(times.gt(i), result.matmul(result), result);
      }
      return result;
    });
  },
  matrixPower(n) {
    const rows = sizeOfSquare('matrixPower', this);
    if (!Number.isInteger(n)) {
      throw new IndexError('matrixPower', `n must be a whole number, got ${n}.`);
    }
    if (n < 0) return this.inverse().matrixPower(-n);
    return asOneOperation(() => {
      let result = eye(rows).expand(this.shape);
      for (let i = 0; i < n; i++) result = result.matmul(this);
      return result.clone();
    });
  },
  diagflat(offset = 0) {
    return asOneOperation(() => this.flatten().diagEmbed(offset));
  },
  diagEmbed(offset = 0, dim1 = -2, dim2 = -1) {
    const size = this.shape[this.ndim - 1] + Math.abs(offset);
    const [row, column] = [dim1, dim2].map((dim) => wrapDim('diagEmbed', dim, this.ndim + 1));
    return asOneOperation(() => {
      const ones = cast(eye(this.shape[this.ndim - 1]), this.dtype);
      const wide = cast(this.unsqueeze(-1).mul(ones), this.dtype);
      const lead = [Math.max(-offset, 0), Math.max(offset, 0)];
      const filled = wide.ndim > 2 ? wide.flatten(0, -3) : wide.unsqueeze(0);
      const [batch, length] = filled.shape;
      const rows = cat(
        [
          filled.newZeros([batch, lead[0], length]),
          filled,
          filled.newZeros([batch, size - length - lead[0], length]),
        ],
        1,
      );
      const square = cat(
        [
          filled.newZeros([batch, size, lead[1]]),
          rows,
          filled.newZeros([batch, size, size - length - lead[1]]),
        ],
        2,
      ).reshape([...this.shape.slice(0, -1), size, size]);
      const rest = square.shape.map((_, i) => i).slice(0, -2);
      const order = row < column ? [-2, -1] : [-1, -2];
      const places = [row, column].toSorted((a, b) => a - b);
      const dims = places.reduce<number[]>(
        (list, place, i) => list.toSpliced(place, 0, order[i]),
        rest,
      );
      return square.permute(dims);
    });
  },
  tensorSplit(indicesOrSections, dim = 0) {
    const size = this.size(dim);
    if (typeof indicesOrSections === 'number') {
      const sections = indicesOrSections;
      checkWhole('tensorSplit', 'sections', sections, 1, MOST_SECTIONS);
      const more = size % sections;
      const sizes = Array.from(
        { length: sections },
        (_, i) => Math.floor(size / sections) + Number(i < more),
      );
      return this.split(sizes, dim);
    }
    if (!Array.isArray(indicesOrSections) || !indicesOrSections.every(Number.isInteger)) {
      const wanted = 'a number of parts, or a list of the places between them';
      throw new OptionError('tensorSplit', 'indicesOrSections', indicesOrSections, wanted);
    }
    const ends = [...indicesOrSections, size].map((end) => Math.min(end, size));
    return this.split(
      ends.map((end, i) => Math.max(0, end - (ends[i - 1] ?? 0))),
      dim,
    );
  },
  selectScatter(source, dim, index) {
    checkTensor('selectScatter', source, 'the source');
    if (!Number.isInteger(index)) {
      throw new OptionError('selectScatter', 'index', index, 'a whole number');
    }
    return asOneOperation(() => {
      const place = tensor([index < 0 ? index + this.size(dim) : index], 'int32');
      return this.indexCopy(dim, place, source.unsqueeze(dim));
    });
  },
});
