/** Sorting, and what depends on order: the greatest k, medians, quantiles, distinct values, counts. */

import * as tf from '@tensorflow/tfjs-core';
import { tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { IndexError, OptionError, ShapeError } from '../errors.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkOperand, checkTensor, type Operand } from '../operands.js';
import { operation } from '../operation.js';
import { checkWhole, withDefaults } from '../options.js';
import { show, sizeOf, wrapDim } from '../shapes.js';
import { Tensor } from '../tensor.js';
import {
  type AlongDim,
  type Extremes,
  extremes,
  type OfDim,
  orderKeys,
  type ReductionOptions,
} from './reduction.js';

/** Options of {@link Tensor.sort} and {@link Tensor.argsort}. */
export interface SortOptions {
  /** Default false. */
  descending?: boolean;
  /** Whether equal elements keep their order, which they always do. */
  stable?: boolean;
}

/** Options of {@link Tensor.topk}. */
export interface TopkOptions {
  /** The greatest, or else the least. Default true. */
  largest?: boolean;
  /** Whether they come in order, which they always do. */
  sorted?: boolean;
}

/** Options of {@link Tensor.bincount}. */
export interface BincountOptions {
  /** What each element counts, in its shape. Default 1. */
  weights?: Tensor;
  /** The least number of counts. Default 0. */
  minlength?: number;
}

/** What stands for a place between two elements. */
const PLACES = {
  linear: (place: number) => place,
  lower: Math.floor,
  higher: Math.ceil,
  midpoint: (place: number) => (Math.floor(place) + Math.ceil(place)) / 2,
  nearest: (place: number) => nearestEven(place),
} as const satisfies Record<string, (place: number) => number>;

/** Halves go to the even neighbour. */
function nearestEven(place: number): number {
  const rounded = Math.round(place);
  return place % 1 === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** Options of {@link Tensor.quantile}. */
export interface QuantileOptions extends ReductionOptions {
  /** What is taken between two elements. Default `'linear'`. */
  interpolation?: keyof typeof PLACES;
}

/** Options of {@link Tensor.searchsorted}. */
export interface SearchOptions {
  /** Whether a value goes behind those that are equal to it. Default false. */
  right?: boolean;
  /** `'right'` is `right: true`. */
  side?: 'left' | 'right';
  /** Where the elements are in order, as `argsort` gives it, for what is not sorted itself. */
  sorter?: Tensor | undefined;
  /** Whether places are int32; they are in any case. */
  outInt32?: boolean;
}

declare module '../tensor.js' {
  interface Tensor {
    /** The elements in order along a dimension, and where they were; equal ones keep their order. */
    sort(dim?: number | ByName<AlongDim & SortOptions>, options?: SortOptions): Extremes;
    /** Where the elements in order are. */
    argsort(dim?: number | ByName<AlongDim & SortOptions>, options?: SortOptions): Tensor;
    /** The k greatest along a dimension, the greatest first, and where they are. */
    topk(
      k: number | ByName<{ k: number } & AlongDim & TopkOptions>,
      dim?: number | ByName<AlongDim & TopkOptions>,
      options?: TopkOptions,
    ): Extremes;
    /** The k-th least along a dimension, counted from 1, and where it is. */
    kthvalue(
      k: number,
      dim?: number | ByName<AlongDim & ReductionOptions>,
      options?: ReductionOptions,
    ): Extremes;
    /** The most frequent element along a dimension, the least of several, and where it is last. It is read on the host. */
    mode(dim?: number | ByName<AlongDim & ReductionOptions>, options?: ReductionOptions): Extremes;
    /** The one in the middle, the lower one of two; NaN where there is one. */
    median(): Tensor;
    median(dim: number | ByName<OfDim & ReductionOptions>, options?: ReductionOptions): Extremes;
    /** As `median`, of what is not NaN; NaN where nothing is. */
    nanmedian(): Tensor;
    nanmedian(dim: number | ByName<OfDim & ReductionOptions>, options?: ReductionOptions): Extremes;
    /** As `quantile`, of what is not NaN; NaN where nothing is. `q` is a number or `[n]`. */
    nanquantile(
      q: number | Tensor,
      dim?: number | ByName<AlongDim & QuantileOptions>,
      options?: QuantileOptions,
    ): Tensor;
    /** The elements in order along dimension 0. */
    msort(): Tensor;
    /**
     * The value below which a share `q` of the elements lies, interpolated; NaN where there is one. `q` is a number or `[n]`, which gives
     * a dimension 0 of size n. PyTorch: `torch.quantile`.
     * @throws OptionError for shares outside of 0 to 1 and other interpolations.
     */
    quantile(
      q: number | Tensor,
      dim?: number | ByName<AlongDim & QuantileOptions>,
      options?: QuantileOptions,
    ): Tensor;
    /** How often each whole number from 0 occurs, or the sum of its weights. */
    bincount(minlength?: number | BincountOptions): Tensor;
    /** How many elements lie in each of `bins` parts from `min` to `max`, by default the extremes. */
    histc(
      bins?: number | ByName<{ bins?: number; min?: number; max?: number }>,
      min?: number,
      max?: number,
    ): Tensor;
    /**
     * Where values would go into this sorted vector, `[n]`, or into its rows, `[..., n]` for values `[..., m]`. The result has
     * the shape of `values`.
     */
    searchsorted(values: Operand, options?: SearchOptions): Tensor;
  }
}

/** The places of the k greatest along `axis`. */
function greatest(x: Tensor, axis: number, k: number): Tensor {
  const last = x.detach().movedim(axis, -1);
  const indices = Tensor.fromTfjs(
    tf.tidy(() => tf.topk(last.tf, k, true).indices),
    'topk',
  );
  return indices.movedim(-1, axis);
}

function ordered(x: Tensor, operation: string, dim: number, k: number, largest: boolean): Extremes {
  const axis = wrapDim(operation, dim, x.ndim);
  const size = x.shape[axis] ?? 1;
  if (!Number.isInteger(k) || k < 0 || k > size) {
    throw new IndexError(
      operation,
      `k = ${k} is out of range for a dimension of ${size} elements.`,
    );
  }
  if (x.ndim === 0) return extremes(x.clone(), tensor(0, [], 'int32'));
  // NaN is greater than all numbers.
  const keys = largest ? orderKeys(x, 'ArgMax') : orderKeys(x.neg(), 'ArgMin');
  const indices = greatest(keys, axis, k);
  return extremes(x.gather(axis, indices), indices);
}

function median(this: Tensor): Tensor;
function median(this: Tensor, dim: number, options?: ReductionOptions): Extremes;
function median(this: Tensor, dim?: number, options: ReductionOptions = {}): Tensor | Extremes {
  if (dim === undefined) {
    const found = this.detach().reshape([-1]).median(0).values;
    return operation({
      name: 'median',
      inputs: [this],
      saved: [this, found],
      forward: () => tf.clone(found.tf),
      // Equal elements share the gradient.
      backward: (dy, [x, value]) => {
        const same = tf.cast(tf.equal(x, value), 'float32');
        return [tf.mul(same, tf.div(dy, tf.sum(same)))];
      },
    });
  }
  const { keepdim } = withDefaults('median', options, { keepdim: false });
  const axis = wrapDim('median', dim, this.ndim);
  if (keepdim && this.ndim > 0) {
    const { values, indices } = this.median(dim);
    return extremes(values.unsqueeze(axis), indices.unsqueeze(axis));
  }
  const middle = this.kthvalue(Math.floor(((this.shape[axis] ?? 1) + 1) / 2), dim);
  if (this.dtype !== 'float32' || this.ndim === 0) return middle;
  const missing = this.detach().isnan();
  const indices = where(missing.any(axis), missing.int().argmax(axis), middle.indices);
  return extremes(this.gather(axis, indices.unsqueeze(axis)).squeeze(axis), indices);
}

function nanmedian(this: Tensor): Tensor;
function nanmedian(this: Tensor, dim: number, options?: ReductionOptions): Extremes;
function nanmedian(this: Tensor, dim?: number, options: ReductionOptions = {}): Tensor | Extremes {
  if (dim === undefined) return asOneOperation(() => this.reshape([-1]).nanmedian(0).values);
  const { keepdim } = withDefaults('nanmedian', options, { keepdim: false });
  const axis = wrapDim('nanmedian', dim, this.ndim);
  if (this.ndim === 0) return extremes(this.clone(), tensor(0, [], 'int32'));
  // NaN comes last in order.
  const { indices } = this.detach().sort(axis);
  const known = this.detach().isnan().logicalNot().int().sum(axis, { keepdim: true });
  const middle = known.sub(1).clamp({ min: 0 }).floorDivide(2);
  const found = indices.gather(axis, middle.int());
  const values = this.gather(axis, found);
  return keepdim ? extremes(values, found) : extremes(values.squeeze(axis), found.squeeze(axis));
}

/** Of all elements with the name `quantile`, of those that are not NaN with the other. */
function quantileOf(
  name: 'quantile' | 'nanquantile',
  input: Tensor,
  q: number | Tensor,
  dim: number | undefined,
  options: QuantileOptions,
): Tensor {
  if (typeof q !== 'number') checkTensor(name, q, 'the share q');
  const { keepdim, interpolation } = withDefaults(name, options, {
    keepdim: false,
    interpolation: 'linear',
  });
  const placeOf = PLACES[interpolation];
  if (placeOf === undefined) {
    const wanted = `one of '${Object.keys(PLACES).join("', '")}'`;
    throw new OptionError(name, 'interpolation', `'${interpolation}'`, wanted);
  }
  const shares = typeof q === 'number' ? [q] : [...q.dataSync()];
  if (shares.some((share) => !(share >= 0 && share <= 1))) {
    throw new OptionError(name, 'q', typeof q === 'number' ? q : shares, 'from 0 to 1');
  }
  return asOneOperation(() => {
    const isFlat = dim === undefined || input.ndim === 0;
    if (dim !== undefined) wrapDim(name, dim, input.ndim);
    const x = isFlat ? input.reshape([-1]) : input;
    const axis = isFlat ? 0 : wrapDim(name, dim, x.ndim);
    const sorted = x.sort(axis).values;
    const at = (whole: Tensor) => sorted.gather(axis, whole.int());
    const missing = x.detach().isnan();
    const present =
      name === 'nanquantile' ? missing.logicalNot().int().sum(axis, { keepdim: true }) : undefined;
    const counts = present?.dataSync();
    const size = x.shape[axis];
    const shape = x.shape.map((length, i) => (i === axis ? shares.length : length));
    const inner = sizeOf(x.shape.slice(axis + 1));
    const places = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
      const share = shares[Math.floor(i / inner) % shares.length];
      const row = Math.floor(i / (inner * shares.length)) * inner + (i % inner);
      return placeOf(share * Math.max(0, (counts ? counts[row] : size) - 1));
    });
    const place = tensor(places, shape);
    const below = place.floor();
    let weight = place.sub(below);
    if (typeof q !== 'number' && interpolation === 'linear') {
      // The places are known on the host; how they move with the shares is not.
      const moving = q.reshape(x.shape.map((_, i) => (i === axis ? shares.length : 1)));
      const moved = moving
        .sub(moving.detach())
        .mul(present ? present.sub(1).clampMin(0) : size - 1);
      weight = weight.add(moved);
    }
    const found = at(below).lerp(at(place.ceil()), weight);
    const known = counts ? found : where(missing.any(axis, { keepdim: true }), NaN, found);
    if (isFlat) {
      const one = keepdim ? input.shape.map(() => 1) : [];
      return known.reshape(typeof q === 'number' ? one : [shares.length, ...one]);
    }
    if (typeof q === 'number') return keepdim ? known : known.squeeze(axis);
    const first = known.unsqueeze(0).transpose(0, axis + 1);
    return keepdim ? first : first.squeeze(axis + 1);
  });
}

/** Where the most frequent value is last, the least of several. NaN is greater than all numbers. */
function mostFrequent(values: ArrayLike<number>): number {
  const counts = new Map<number, { count: number; last: number }>();
  for (let i = 0; i < values.length; i++) {
    counts.set(values[i], { count: (counts.get(values[i])?.count ?? 0) + 1, last: i });
  }
  const key = (value: number) => (Number.isNaN(value) ? Infinity : value);
  const [[, best]] = [...counts].sort(([a, x], [b, y]) => y.count - x.count || key(a) - key(b));
  return best.last;
}

defineMethods({
  median,
  nanmedian,
  sort(dim = -1, options = {}) {
    const { descending } = withDefaults('sort', options, {
      descending: false,
      stable: true,
    });
    const size = this.shape[wrapDim('sort', dim, this.ndim)] ?? 1;
    return ordered(this, 'sort', dim, size, descending);
  },
  argsort(dim = -1, options = {}) {
    return this.sort(dim, options).indices;
  },
  topk(k, dim = -1, options = {}) {
    const { largest } = withDefaults('topk', options, { largest: true, sorted: true });
    return ordered(this, 'topk', dim, k, largest);
  },
  kthvalue(k, dim = -1, options = {}) {
    const { keepdim } = withDefaults('kthvalue', options, { keepdim: false });
    const { values, indices } = this.sort(dim);
    const axis = wrapDim('kthvalue', dim, this.ndim);
    const size = this.shape[axis] ?? 1;
    if (!Number.isInteger(k) || k < 1 || k > size) {
      throw new OptionError('kthvalue', 'k', k, `from 1 to ${size}, the size of dimension ${axis}`);
    }
    if (this.ndim === 0) return extremes(values, indices);
    const at = (x: Tensor) => (keepdim ? x.narrow(axis, k - 1, 1) : x.select(axis, k - 1));
    return extremes(at(values), at(indices));
  },
  mode(dim = -1, options = {}) {
    const { keepdim } = withDefaults('mode', options, { keepdim: false });
    const axis = wrapDim('mode', dim, this.ndim);
    if (this.ndim === 0) return extremes(this.clone(), tensor(0, [], 'int32'));
    const rows = this.detach().movedim(axis, -1);
    const size = this.shape[axis];
    const values = rows.dataSync();
    const places = Int32Array.from({ length: values.length / size }, (_, row) =>
      mostFrequent(values.subarray(row * size, (row + 1) * size)),
    );
    const shape = this.shape.map((length, i) => (i === axis ? 1 : length));
    const indices = tensor(places, shape);
    const found = this.gather(axis, indices);
    return keepdim
      ? extremes(found, indices)
      : extremes(found.squeeze(axis), indices.squeeze(axis));
  },
  quantile(q, dim, options = {}) {
    return quantileOf('quantile', this, q, dim, options);
  },
  nanquantile(q, dim, options = {}) {
    return quantileOf('nanquantile', this, q, dim, options);
  },
  msort() {
    return this.sort(0).values;
  },
  bincount(given = 0) {
    const { weights, minlength } = withDefaults(
      'bincount',
      typeof given === 'number' ? { minlength: given } : given,
      { weights: undefined, minlength: 0 },
    );
    const values = [...this.dataSync()];
    const shares = weights?.dataSync();
    const length = values.reduce((most, value) => Math.max(most, value + 1), minlength);
    const counts = shares ? new Float32Array(length) : new Int32Array(length);
    for (const [i, value] of values.entries()) {
      if (!(Number.isInteger(value) && value >= 0)) {
        throw new IndexError('bincount', `only whole numbers from 0 can be counted, got ${value}.`);
      }
      counts[value] += shares ? shares[i] : 1;
    }
    return tensor(counts);
  },
  histc(bins = 100, min = 0, max = 0) {
    checkWhole('histc', 'bins', bins, 1);
    const values = [...this.dataSync()];
    let [low, high] = [min, max];
    if (low === high) {
      low = values.reduce((least, value) => Math.min(least, value), Infinity);
      high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    }
    if (low === high) [low, high] = [low - 1, high + 1];
    const counts = new Float32Array(bins);
    for (const value of values) {
      if (value < low || value > high) continue;
      counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++;
    }
    return tensor(counts);
  },
  searchsorted(values, options = {}) {
    checkOperand('searchsorted', values);
    const {
      right: isRight,
      sorter,
      ...given
    } = withDefaults('searchsorted', options, {
      right: false,
      side: undefined,
      sorter: undefined,
      outInt32: true,
    });
    if (sorter !== undefined) {
      checkTensor('searchsorted', sorter, 'the sorter');
      return asOneOperation(() =>
        this.gather(-1, sorter).searchsorted(values, { ...given, right: isRight }),
      );
    }
    const side = given.side ?? (isRight ? 'right' : 'left');
    if (!['left', 'right'].includes(side) || (isRight && side === 'left')) {
      const wanted = isRight ? "'right', as right: true says" : "'left' or 'right'";
      throw new OptionError('searchsorted', 'side', `'${side}'`, wanted);
    }
    const sought = typeof values === 'number' ? tensor(values) : values;
    const [rows, theirs] = [this.shape.slice(0, -1), sought.shape.slice(0, -1)];
    if (this.ndim === 0 || (this.ndim > 1 && `${rows}` !== `${theirs}`)) {
      throw new ShapeError(
        'searchsorted',
        [this.shape, sought.shape],
        `searchsorted: shapes are ${show(this.shape)} and ${show(sought.shape)}. It looks in a sorted vector, [n], or row by ` +
          'row: [..., n] for values [..., m].',
      );
    }
    return asOneOperation(() => {
      const sorted = this.ndim > 1 ? this.unsqueeze(-2) : this;
      const wanted = sought.unsqueeze(-1);
      const before = side === 'right' ? sorted.le(wanted) : sorted.lt(wanted);
      return cast(before, 'int32').sum(-1);
    });
  },
});
