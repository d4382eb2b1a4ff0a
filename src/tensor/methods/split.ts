/** Cutting a tensor into parts, and repeating it. */
import { tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { OptionError, ShapeError } from '../errors.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { checkWhole } from '../options.js';
import { checkSizes, type Sizes, show, sizeOf, sizesOf, wrapDim } from '../shapes.js';
import { Tensor } from '../tensor.js';
import type { AlongDim, Dims } from './reduction.js';

declare module '../tensor.js' {
  interface Tensor {
    /** At most `chunks` parts of the same size, the last maybe smaller. */
    chunk(
      chunks: number | ByName<{ chunks: number } & AlongDim>,
      dim?: number | ByName<AlongDim>,
    ): Tensor[];
    /** Parts of this size, or of these sizes, which add up to the dimension's. */
    split(size: number | readonly number[], dim?: number | ByName<AlongDim>): Tensor[];
    /** The parts at 0, 1, ... of a dimension, which is dropped. */
    unbind(dim?: number | ByName<AlongDim>): Tensor[];
    /** Puts copies side by side, so many along each dimension; new dimensions come first. */
    repeat(...counts: Sizes): Tensor;
    /** As `repeat`; dimensions that aren't named are not repeated. */
    tile(...counts: Sizes): Tensor;
    /** Repeats each element, or each of `[n]` so often as `repeats [n]` says. Without `dim` the tensor is flattened first. */
    repeatInterleave(
      repeats: number | readonly number[] | Tensor,
      dim?: number | ByName<AlongDim>,
    ): Tensor;
    /** Moves elements along a dimension; what falls out at the end comes in at the beginning. */
    roll(
      shifts: Dims | ByName<{ shifts: Dims; dims?: Dims }>,
      dims?: Dims | ByName<{ dims?: Dims }>,
    ): Tensor;
    /** Splits a dimension into several; one size may be -1. */
    unflatten(dim: number, sizes: readonly number[]): Tensor;
    /** Windows of a dimension: it becomes their number, and their elements a last dimension. */
    unfold(dim: number, size: number, step: number): Tensor;
    /** Moves a dimension, or several, to other places. */
    movedim(source: Dims, destination: Dims): Tensor;
    /** As `transpose`. */
    swapaxes(dim0: number, dim1: number): Tensor;
    /** All elements in one dimension. */
    ravel(): Tensor;
    /** As `expand` to the shape of `other`. */
    expandAs(other: Tensor): Tensor;
    /** As `view` to the shape of `other`. */
    viewAs(other: Tensor): Tensor;
    /** As `reshape` to the shape of `other`. */
    reshapeAs(other: Tensor): Tensor;
    /** The tensor itself: all of ours are contiguous. */
    contiguous(): this;
    /** Turns dimension 1 round; `[rows, columns, ...]`. */
    fliplr(): Tensor;
    /** Turns dimension 0 round; `[rows, ...]`. */
    flipud(): Tensor;
    /** Turns by `k` times 90 degrees, from the first dimension towards the second. */
    rot90(
      k?: number | ByName<{ k?: number; dims?: readonly [number, number] }>,
      dims?: readonly [number, number],
    ): Tensor;
  }
}

function split(x: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    const part = x.narrow(axis, start, size);
    start += size;
    return part;
  });
}

/** @throws OptionError for what is neither a number nor a list of them. */
function checkNumbers(operation: string, name: string, given: unknown): void {
  const isNumber = (one: unknown) => typeof one === 'number';
  if (isNumber(given) || (Array.isArray(given) && given.every(isNumber))) return;
  throw new OptionError(operation, name, given, 'a number, or a list of them');
}

/** @throws OptionError unless each is a whole number of 0 or more. */
function checkNoneNegative(
  operation: string,
  name: string,
  counts: number | readonly number[],
): void {
  const list = typeof counts === 'number' ? [counts] : counts;
  if (list.every((count) => Number.isInteger(count) && count >= 0)) return;
  throw new OptionError(operation, name, counts, 'whole numbers of 0 or more');
}

function evenSizes(total: number, size: number): number[] {
  const count = Math.max(1, Math.ceil(total / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
}

/** @throws ShapeError for a number alone, which has no parts. */
function checkDivisible(operation: string, x: Tensor): void {
  if (x.ndim > 0) return;
  throw new ShapeError(
    operation,
    [x.shape],
    `${operation}: a tensor without dimensions has no parts. item() gives its number.`,
  );
}

defineMethods({
  chunk(chunks, dim = 0) {
    checkDivisible('chunk', this);
    const axis = wrapDim('chunk', dim, this.ndim);
    checkWhole('chunk', 'chunks', chunks, 1);
    const size = Math.max(1, Math.ceil(this.shape[axis] / chunks));
    return split(this, evenSizes(this.shape[axis], size), axis);
  },
  split(size, dim = 0) {
    checkDivisible('split', this);
    const axis = wrapDim('split', dim, this.ndim);
    if (typeof size === 'number') checkWhole('split', 'size', size, 1);
    else checkSizes('split', size);
    const sizes = typeof size === 'number' ? evenSizes(this.shape[axis], size) : size;
    const sum = sizes.reduce((total, part) => total + part, 0);
    if (sum === this.shape[axis]) return split(this, sizes, axis);
    throw new ShapeError(
      'split',
      [this.shape],
      `split: sizes ${show(sizes)} add up to ${sum}, but dimension ${axis} of ${show(this.shape)} ` +
        `has ${this.shape[axis]}.`,
    );
  },
  unbind(dim = 0) {
    checkDivisible('unbind', this);
    const axis = wrapDim('unbind', dim, this.ndim);
    return Array.from({ length: this.shape[axis] }, (_, i) => this.select(axis, i));
  },
  repeat(...given) {
    const counts = sizesOf('repeat', given);
    checkNoneNegative('repeat', 'counts', counts);
    if (counts.length < this.ndim) {
      throw new ShapeError(
        'repeat',
        [this.shape, counts],
        `repeat: ${show(counts)} must name a count for each of the ${this.ndim} dimensions.`,
      );
    }
    return asOneOperation(() => {
      const added = counts.length - this.ndim;
      const x = this.reshape([...Array<number>(added).fill(1), ...this.shape]);
      return runKernel('Tile', 'repeat', { x }, { reps: [...counts] });
    });
  },
  tile(...given) {
    const counts = sizesOf('tile', given);
    const missing = Math.max(0, this.ndim - counts.length);
    return this.repeat([...Array<number>(missing).fill(1), ...counts]);
  },
  repeatInterleave(times, dim) {
    const repeats = times instanceof Tensor ? [...times.dataSync()] : times;
    checkNumbers('repeatInterleave', 'repeats', repeats);
    checkNoneNegative('repeatInterleave', 'repeats', repeats);
    return asOneOperation(() => {
      const x = dim === undefined ? this.reshape([-1]) : this;
      const axis = wrapDim('repeatInterleave', dim ?? 0, x.ndim);
      const index = Array.from({ length: x.shape[axis] }, (_, i) =>
        Array<number>(typeof repeats === 'number' ? repeats : (repeats[i] ?? repeats[0])).fill(i),
      ).flat();
      return x.indexSelect(axis, tensor(Int32Array.from(index)));
    });
  },
  roll(shifts, dims) {
    checkNumbers('roll', 'shifts', shifts);
    if (dims !== undefined) checkNumbers('roll', 'dims', dims);
    return asOneOperation(() => {
      if (this.ndim === 0) return this.clone();
      if (dims === undefined) return this.reshape([-1]).roll(shifts, 0).reshape(this.shape);
      const list = typeof dims === 'number' ? [dims] : dims;
      const by = typeof shifts === 'number' ? [shifts] : shifts;
      return list.reduce((x, dim, i) => {
        const axis = wrapDim('roll', dim, x.ndim);
        const size = x.shape[axis];
        const index = Array.from(
          { length: size },
          (_, at) => (((at - by[i]) % size) + size) % size,
        );
        return x.indexSelect(axis, tensor(Int32Array.from(index)));
      }, this as Tensor);
    });
  },
  unflatten(dim, sizes) {
    checkSizes('unflatten', sizes);
    const axis = wrapDim('unflatten', dim, this.ndim);
    const known = sizeOf(sizes.filter((size) => size !== -1));
    const filled = sizes.map((size) => (size === -1 ? this.shape[axis] / known : size));
    return this.reshape([...this.shape.slice(0, axis), ...filled, ...this.shape.slice(axis + 1)]);
  },
  unfold(dim, size, step) {
    checkWhole('unfold', 'size', size, 1);
    checkWhole('unfold', 'step', step, 1);
    const axis = wrapDim('unfold', dim, this.ndim);
    if (this.ndim === 0) return this.unsqueeze(0).unfold(0, size, step).squeeze(0);
    if (size > this.shape[axis]) {
      const most = `at most ${this.shape[axis]}, the size of dimension ${axis}`;
      throw new OptionError('unfold', 'size', size, most);
    }
    const count = Math.floor((this.shape[axis] - size) / step) + 1;
    const index = Array.from(
      { length: count * size },
      (_, i) => Math.floor(i / size) * step + (i % size),
    );
    return asOneOperation(() =>
      this.indexSelect(axis, tensor(Int32Array.from(index)))
        .unflatten(axis, [count, size])
        .movedim(axis + 1, -1),
    );
  },
  movedim(source, destination) {
    checkNumbers('movedim', 'source', source);
    checkNumbers('movedim', 'destination', destination);
    const [from, to] = [source, destination].map((dims) =>
      (typeof dims === 'number' ? [dims] : dims).map((dim) => wrapDim('movedim', dim, this.ndim)),
    );
    if (from.length !== to.length || new Set(to).size !== to.length) {
      throw new OptionError('movedim', 'destination', show(to), `${from.length} different places`);
    }
    const rest = this.shape.map((_, i) => i).filter((i) => !from.includes(i));
    const moved = from.map((dim, i) => ({ dim, place: to[i] }));
    const order = moved
      .toSorted((a, b) => a.place - b.place)
      .reduce((dims, { dim, place }) => dims.toSpliced(place, 0, dim), rest);
    return this.permute(order);
  },
  swapaxes(dim0, dim1) {
    return this.transpose(dim0, dim1);
  },
  ravel() {
    return this.reshape([-1]);
  },
  expandAs(other) {
    checkTensor('expandAs', other, 'what has the shape');
    return this.expand(other.shape);
  },
  viewAs(other) {
    checkTensor('viewAs', other, 'what has the shape');
    return this.reshape(other.shape);
  },
  reshapeAs(other) {
    checkTensor('reshapeAs', other, 'what has the shape');
    return this.reshape(other.shape);
  },
  contiguous() {
    return this;
  },
  fliplr() {
    return this.flip(1);
  },
  flipud() {
    return this.flip(0);
  },
  rot90(k = 1, dims = [0, 1]) {
    checkSizes('rot90', dims);
    const [first, second] = dims;
    if (wrapDim('rot90', first, this.ndim) === wrapDim('rot90', second, this.ndim)) {
      throw new OptionError('rot90', 'dims', dims, 'two different dimensions');
    }
    const turns = ((k % 4) + 4) % 4;
    if (turns === 0) return this.clone();
    if (turns === 2) return this.flip([first, second]);
    return asOneOperation(() =>
      turns === 1
        ? this.flip(second).transpose(first, second)
        : this.transpose(first, second).flip(second),
    );
  },
});
