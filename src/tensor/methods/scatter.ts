/** Writing into places that an index names; gradients flow from all that was written or left. */
import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '../autograd/grad-mode.js';
import { tensor, zeros } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { DtypeError, OptionError, ShapeError } from '../errors.js';
import { boundsOf, checkIndexRange } from '../index-bounds.js';
import { where } from '../joining.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { cast, checkOperand, checkTensor, constant, type Operand } from '../operands.js';
import { operation } from '../operation.js';
import { withDefaults } from '../options.js';
import { broadcastShape, show, sizeOf, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import type { AlphaOptions } from './arithmetic.js';
import { checkIndex, checkIndexRank, checkIndexType, flatIndex } from './flat-index.js';
import type { OfDim } from './reduction.js';
import { scatterExtreme } from './scatter-extreme.js';

/** How what comes to one place becomes one. */
export type ScatterReduction = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';

/** Options of {@link Tensor.scatterReduce}. */
export interface ScatterReduceOptions {
  /** Whether what is there counts too. Default true. */
  includeSelf?: boolean;
}

/** What changes nothing when it is reduced with others. */
const NEUTRAL: Readonly<Record<ScatterReduction, number>> = {
  sum: 0,
  mean: 0,
  prod: 1,
  amax: -Infinity,
  amin: Infinity,
};

/** The same for whole numbers, of which none is infinite. */
const WHOLE_NEUTRAL = { ...NEUTRAL, amax: -(2 ** 31), amin: 2 ** 31 - 1 };

declare module '../tensor.js' {
  interface Tensor {
    /**
     * out[i][index[i][j]] = source[i][j] for dim 1, or added to or multiplied with what is there. PyTorch: `torch.scatter`.
     * @throws OptionError for another `reduce`, IndexError for an index that is out of range.
     */
    scatter(
      dim: number,
      index: Tensor,
      source: Operand,
      options?: { reduce?: 'add' | 'multiply' },
    ): Tensor;
    /** As `scatter`, adding to what is there. `index` and `source` have the same shape. */
    scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor;
    /**
     * As `scatter`, of the sum, product, mean, greatest or least of what comes to each place. `index` and `source` have
     * the same shape. PyTorch: `scatter_reduce`; equal extremes share the gradient,
     * those of this tensor too where it isn't counted.
     * @throws OptionError for another reduction.
     */
    scatterReduce(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: ScatterReduction,
      options?: ScatterReduceOptions,
    ): Tensor;
    /** Adds the parts of `source` to those that `index [n]` names. */
    indexAdd(dim: number, index: Tensor, source: Tensor, options?: AlphaOptions): Tensor;
    /** Puts the parts of `source` where `index [n]` names. */
    indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;
    /** Puts a value, a number or a tensor without dimensions, where `index [n]` names. */
    indexFill(dim: number, index: Tensor, value: Operand): Tensor;
    /** Puts a value where the mask, which broadcasts, is true. */
    maskedFill(mask: Tensor, value: Operand): Tensor;
    /** The elements where the mask, which broadcasts, is true. */
    maskedSelect(mask: Tensor): Tensor;
    /** Puts the elements of `source`, in order, where the mask is true. The mask broadcasts to this shape. */
    maskedScatter(mask: Tensor, source: Tensor): Tensor;
    /** The elements at these numbers in the flattened tensor. The result has the shape of `index`. */
    take(index: Tensor): Tensor;
    /** As `gather`, where both broadcast and negative numbers count from the end; without `dim` of all elements in one row. */
    takeAlongDim(index: Tensor, dim?: number | ByName<OfDim>): Tensor;
    /** Where the elements are that aren't 0: int32 `[n, dimensions]`; with `asTuple` `[n]` for each dimension, for `at`. */
    nonzero(options?: { asTuple?: false }): Tensor;
    nonzero(options: { asTuple: boolean }): Tensor[];
  }
}

/** TensorFlow.js's plain JavaScript backend writes into the tensor that it is given: it gets a copy. */
function updated(x: tf.Tensor, places: tf.Tensor, source: tf.Tensor): tf.Tensor {
  const target = tf.getBackend() === 'cpu' ? tf.tensor(x.dataSync().slice(), x.shape, x.dtype) : x;
  return tf.tensorScatterUpdate(target, tf.expandDims(places, 1), source);
}

/** Puts `source [n]` at the places `[n]` of a vector. */
export function write(x: Tensor, places: Tensor, source: Tensor): Tensor {
  return operation({
    name: 'scatter',
    inputs: [x, source],
    saved: [places],
    forward: () => updated(x.tf, places.tf, source.tf),
    backward: (dy, [at]) => [updated(dy, at, tf.zeros([at.size])), tf.gather(dy, at)],
  });
}

/** @throws DtypeError for a mask of numbers. */
function checkMask(operation: string, mask: Tensor): void {
  checkTensor(operation, mask, 'the mask');
  if (mask.dtype === 'bool') return;
  throw new DtypeError(
    operation,
    `the mask must be bool, got ${mask.dtype}. Use bool(), or ne(0).`,
  );
}

/** The part of the source that the index speaks of. */
function sourceFor(operationName: string, index: Tensor, source: Tensor): Tensor {
  if (source.ndim !== index.ndim || source.shape.some((size, i) => size < index.shape[i])) {
    throw new ShapeError(
      operationName,
      [index.shape, source.shape],
      `${operationName}: the source, ${show(source.shape)}, must be at least as large as the index, ` +
        `${show(index.shape)}, in each dimension.`,
    );
  }
  return index.shape.reduce((part, size, dim) => part.narrow(dim, 0, size), source);
}

/** Slice by slice, since in one slice no place comes twice. */
function reduceSlices(
  start: Tensor,
  axis: number,
  index: Tensor,
  source: Tensor,
  reduce: 'prod' | 'amax' | 'amin',
): Tensor {
  let result = start;
  for (let i = 0; i < index.shape[axis]; i++) {
    const at = index.narrow(axis, i, 1);
    const [there, part] = [result.gather(axis, at), source.narrow(axis, i, 1)];
    const next = { prod: 'mul', amax: 'maximum', amin: 'minimum' } as const;
    result = result.scatter(axis, at, there[next[reduce]](part));
  }
  return result;
}

/**
 * For each element of a source the number in the flattened tensor that it comes to, and the source, `[elements]` both. Where only
 * the device knows that an index is out of range, NaN comes to the nearest place.
 */
function placed(x: Tensor, axis: number, index: Tensor, source: Tensor): [Tensor, Tensor] {
  const size = x.shape[axis] ?? 1;
  if (x.dtype !== 'float32' || size === 0 || boundsOf(index)) {
    return [flatIndex(x, axis, index).reshape([-1]), source.reshape([-1])];
  }
  const isThere = index.ge(0).logicalAnd(index.lt(size));
  const nearest = flatIndex(x, axis, index.clamp(0, size - 1));
  return [nearest.reshape([-1]), where(isThere, source, NaN).reshape([-1])];
}

/** @throws DtypeError for what is no index, IndexError for a number that there is no part for. */
function checkPlaces(operation: string, x: Tensor, dim: number, index: Tensor): void {
  checkTensor(operation, index, 'the index');
  checkIndexRange(operation, index, dim, x.shape[dim] ?? 1);
}

/** Whether a source has a whole part of `x` for each number of the index. */
function areParts(x: Tensor, dim: number, index: Tensor, source: Tensor): boolean {
  if (x.ndim === 0 || source.ndim !== x.ndim) return false;
  return source.shape.every((size, i) => size === (i === dim ? index.numel() : x.shape[i]));
}

/** As {@link placed}, of whole parts. */
function addParts(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  let [segmentIds, parts] = [index.reshape([-1]), cast(source, x.dtype).movedim(dim, 0)];
  const size = x.shape[dim];
  if (x.dtype === 'float32' && size > 0 && !boundsOf(index)) {
    const isThere = segmentIds.ge(0).logicalAnd(segmentIds.lt(size));
    parts = where(isThere.reshape([-1, ...parts.shape.slice(1).map(() => 1)]), parts, NaN);
    segmentIds = segmentIds.clamp(0, size - 1);
  }
  const sums = runKernel(
    'UnsortedSegmentSum',
    'indexAdd',
    { x: parts, segmentIds },
    { numSegments: size },
  );
  return cast(x.add(sums.movedim(0, dim)), x.dtype);
}

/** An index of one dimension, repeated over all others of `like`. */
export function along(index: Tensor, dim: number, like: Tensor): Tensor {
  const shape = like.shape.map((_, i) => (i === dim ? -1 : 1));
  return index.reshape(shape).expand(like.shape);
}

function nonzero(this: Tensor, options?: { asTuple?: false }): Tensor;
function nonzero(this: Tensor, options: { asTuple: boolean }): Tensor[];
function nonzero(this: Tensor, options: { asTuple?: boolean } = {}): Tensor | Tensor[] {
  const { asTuple } = withDefaults('nonzero', options, { asTuple: false });
  if (asTuple) {
    const places = (this.ndim === 0 ? this.unsqueeze(0) : this).nonzero();
    return places.unbind(1);
  }
  const values = this.dataSync();
  const places = [...values.keys()].filter((i) => values[i] !== 0);
  const rows = places.flatMap((place) => {
    let rest = place;
    return this.shape
      .toReversed()
      .map((size) => {
        const coordinate = rest % size;
        rest = Math.floor(rest / size);
        return coordinate;
      })
      .reverse();
  });
  return tensor(Int32Array.from(rows), [places.length, this.ndim]);
}

defineMethods({
  scatter(dim, index, source, options = {}) {
    checkOperand('scatter', source);
    const { reduce } = withDefaults('scatter', options, { reduce: undefined });
    const axis = wrapDim('scatter', dim, this.ndim);
    checkIndex('scatter', this, axis, index);
    if (reduce !== undefined) {
      if (reduce !== 'add' && reduce !== 'multiply') {
        throw new OptionError('scatter', 'reduce', reduce, "'add' or 'multiply'");
      }
      const parts =
        typeof source === 'number' ? this.newFull([], source).expand(index.shape) : source;
      return this.scatterReduce(dim, index, parts, reduce === 'add' ? 'sum' : 'prod');
    }
    return asOneOperation(() => {
      const value =
        typeof source === 'number'
          ? constant(source, this.dtype).expand(index.shape)
          : cast(sourceFor('scatter', index, source), this.dtype);
      const [places, written] = placed(this, axis, index, value);
      return write(this.reshape([-1]), places, written).reshape(this.shape);
    });
  },
  scatterAdd(dim, index, source) {
    checkTensor('scatterAdd', source, 'the source');
    const axis = wrapDim('scatterAdd', dim, this.ndim);
    checkIndex('scatterAdd', this, axis, index);
    return asOneOperation(() => {
      const added = cast(sourceFor('scatterAdd', index, source), this.dtype);
      const [segmentIds, x] = placed(this, axis, index, added);
      const sums = runKernel(
        'UnsortedSegmentSum',
        'scatterAdd',
        { x, segmentIds },
        { numSegments: sizeOf(this.shape) },
      );
      return cast(this.add(sums.reshape(this.shape)), this.dtype);
    });
  },
  scatterReduce(dim, index, source, reduce, options = {}) {
    checkTensor('scatterReduce', source, 'the source');
    const { includeSelf } = withDefaults('scatterReduce', options, { includeSelf: true });
    if (!(reduce in NEUTRAL)) {
      const choices = `one of '${Object.keys(NEUTRAL).join("', '")}'`;
      throw new OptionError('scatterReduce', 'reduce', `'${reduce}'`, choices);
    }
    const axis = wrapDim('scatterReduce', dim, this.ndim);
    checkIndex('scatterReduce', this, axis, index);
    if (this.ndim === 0) {
      const row = (x: Tensor) => x.reshape([-1]);
      return asOneOperation(() =>
        row(this).scatterReduce(0, row(index), row(source), reduce, options).reshape([]),
      );
    }
    return asOneOperation(() => {
      if (this.dtype === 'bool') {
        const whole = (x: Tensor) => cast(x, 'int32');
        return whole(this).scatterReduce(axis, index, whole(source), reduce, options).bool();
      }
      const neutral = this.dtype === 'float32' ? NEUTRAL : WHOLE_NEUTRAL;
      const start = includeSelf ? this : this.scatter(axis, index, neutral[reduce]);
      if (reduce === 'sum') return start.scatterAdd(axis, index, source);
      if (reduce === 'mean') {
        const ones = source.mul(0).add(1);
        const here = includeSelf ? this.mul(0).add(1) : this.mul(0).add(1).scatter(axis, index, 0);
        const counts = here.scatterAdd(axis, index, ones);
        const sums = start.scatterAdd(axis, index, source);
        return this.dtype === 'float32' ? sums.div(counts) : sums.floorDivide(counts);
      }
      const given = sourceFor('scatterReduce', index, source);
      const reduced = () => reduceSlices(start, axis, index, given, reduce);
      if (reduce === 'prod') return reduced();
      const places = flatIndex(this, axis, index).reshape([-1]);
      return scatterExtreme({ start, self: this, places, source: given, result: noGrad(reduced) });
    });
  },
  indexAdd(dim, index, source, options = {}) {
    const { alpha } = withDefaults('indexAdd', options, { alpha: 1 });
    checkTensor('indexAdd', source, 'the source');
    const axis = wrapDim('indexAdd', dim, this.ndim);
    checkPlaces('indexAdd', this, axis, index);
    return asOneOperation(() => {
      const scaled = alpha === 1 ? source : source.mul(alpha);
      if (areParts(this, axis, index, source)) return addParts(this, axis, index, scaled);
      return this.scatterAdd(axis, along(index, axis, source), scaled);
    });
  },
  indexCopy(dim, index, source) {
    checkTensor('indexCopy', source, 'the source');
    const axis = wrapDim('indexCopy', dim, this.ndim);
    checkPlaces('indexCopy', this, axis, index);
    return asOneOperation(() => this.scatter(axis, along(index, axis, source), source));
  },
  indexFill(dim, index, value) {
    checkOperand('indexFill', value);
    const axis = wrapDim('indexFill', dim, this.ndim);
    checkPlaces('indexFill', this, axis, index);
    const like = this.narrow(axis, 0, 1).expand(
      this.shape.map((size, i) => (i === axis ? index.numel() : size)),
    );
    const places = along(index, axis, like);
    if (typeof value === 'number') return asOneOperation(() => this.scatter(axis, places, value));
    // Where an index comes twice the value counts once.
    return asOneOperation(() => {
      const isFilled = zeros(this.shape).scatter(axis, places, 1).ne(0);
      return where(isFilled, cast(value, this.dtype), this);
    });
  },
  maskedFill(mask, value) {
    checkOperand('maskedFill', value);
    checkTensor('maskedFill', mask, 'the mask');
    return asOneOperation(() => {
      const filled =
        typeof value === 'number' ? constant(value, this.dtype) : cast(value, this.dtype);
      return where(mask, filled, this);
    });
  },
  maskedSelect(mask) {
    checkMask('maskedSelect', mask);
    return asOneOperation(() => {
      const shape = broadcastShape('maskedSelect', this.shape, mask.shape);
      const [x, chosen] = [this.expand(shape), mask.expand(shape)];
      return shape.length > 0 ? x.at(chosen) : x.unsqueeze(0).at(chosen.unsqueeze(0));
    });
  },
  maskedScatter(mask, source) {
    checkTensor('maskedScatter', source, 'the source');
    checkMask('maskedScatter', mask);
    return asOneOperation(() => {
      const shape = broadcastShape('maskedScatter', this.shape, mask.shape);
      const truth = mask.expand(shape).dataSync();
      const places = Int32Array.from([...truth.keys()].filter((i) => truth[i]));
      const values = cast(source, this.dtype).reshape([-1]).narrow(0, 0, places.length);
      return write(this.expand(shape).reshape([-1]), tensor(places), values).reshape(shape);
    });
  },
  take(index) {
    checkIndexType('take', index);
    checkIndexRange('take', index, 0, this.numel(), -this.numel());
    return asOneOperation(() => {
      const places = index.add(index.lt(0).int().mul(this.numel()));
      return this.reshape([-1])
        .indexSelect(0, places.reshape([-1]))
        .reshape(index.shape);
    });
  },
  takeAlongDim(index, dim) {
    checkTensor('takeAlongDim', index, 'the index');
    if (dim === undefined) return this.reshape([-1]).takeAlongDim(index.reshape([-1]), 0);
    const axis = wrapDim('takeAlongDim', dim, this.ndim);
    checkIndexRank('takeAlongDim', this, index);
    checkIndexRange('takeAlongDim', index, axis, this.shape[axis], -this.shape[axis]);
    return asOneOperation(() => {
      const others = ({ shape }: Tensor) => shape.toSpliced(axis, 1, 1);
      const shape = broadcastShape('takeAlongDim', others(this), others(index));
      const along = (x: Tensor) => x.expand(shape.toSpliced(axis, 1, x.shape[axis]));
      const places = index.add(index.lt(0).int().mul(this.shape[axis]));
      return along(this).gather(axis, along(places));
    });
  },
  nonzero,
  argwhere() {
    return this.nonzero();
  },
});
