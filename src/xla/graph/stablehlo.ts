/** The operations of StableHLO that contract, combine or index: those with regions or dimension numbers. */
import { ArrayOps, type BinaryName } from './array-ops.js';
import { type ElementType, isHalf } from './element-type.js';
import { typeOf, type Value } from './emitter.js';
import { at, range, reducedShape, type Shape, sizeOf, withDimension } from './shape.js';
import { i64Array, tensorType } from './text.js';

export type Reducer = Extract<
  BinaryName,
  'add' | 'multiply' | 'maximum' | 'minimum' | 'and' | 'or'
>;

/** A sliding window over all axes of an array. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

/** Which axes of two operands a product runs over. */
export interface DotAxes {
  readonly batch?: readonly [readonly number[], readonly number[]];
  readonly contract: readonly [readonly number[], readonly number[]];
}

/** How a filter moves over pictures. */
export interface ConvolutionNumbers {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly filterDilations: readonly number[];
}

export class StableHlo extends ArrayOps {
  reduce(reducer: Reducer, x: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return x;
    const transpose = this.transposeOf(x);
    if (transpose) {
      const { from, permutation } = transpose;
      const kept = range(0, x.shape.length).filter((axis) => !axes.includes(axis));
      const keptFrom = kept.map((axis) => at(permutation, axis));
      const ordered = keptFrom.toSorted((a, b) => a - b);
      const sum = this.reduce(
        reducer,
        from,
        axes.map((axis) => at(permutation, axis)).toSorted((a, b) => a - b),
      );
      return this.transpose(
        sum,
        keptFrom.map((axis) => ordered.indexOf(axis)),
      );
    }
    const share = reducer === 'add' && this.platform === 'cpu' ? shareOf(x.shape, axes) : 1;
    if (share > 1) return this.#reduceInShares(reducer, x, axes, share);
    return this.#reduceAtOnce(reducer, x, axes);
  }

  #reduceAtOnce(reducer: Reducer, x: Value, axes: readonly number[]): Value {
    const shape = reducedShape(x.shape, axes);
    const initial = this.constant(identityOf(reducer, x.type), x.type);
    return this.emit(
      `stablehlo.reduce(${x.name} init: ${initial.name}) applies stablehlo.${reducer} across dimensions = ` +
        `[${axes.join(', ')}] : (${typeOf(x)}, ${typeOf(initial)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  /** A reduction with ones in place of the reduced axes, broadcast back to the shape of `x`. */
  reduceAndBroadcast(reducer: Reducer, x: Value, axes: readonly number[]): Value {
    const kept = range(0, x.shape.length).filter((axis) => !axes.includes(axis));
    return this.broadcastAlong(this.reduce(reducer, x, axes), x.shape, kept);
  }

  reduceWindow(reducer: Reducer, x: Value, window: Window): Value {
    const initial = this.constant(identityOf(reducer, x.type), x.type);
    const shape = x.shape.map((dimension, i) => {
      const [low, high] = window.padding[i] ?? [0, 0];
      const reach = (at(window.size, i) - 1) * at(window.dilations, i) + 1;
      return Math.floor((dimension + low + high - reach) / at(window.strides, i)) + 1;
    });
    const result = tensorType(x.type, shape);
    return this.emit(
      `"stablehlo.reduce_window"(${x.name}, ${initial.name}) (${this.#reducerRegion(reducer, x.type)}) ` +
        `{window_dimensions = ${i64Array(window.size)}, window_strides = ${i64Array(window.strides)}, ` +
        `window_dilations = ${i64Array(window.dilations)}, padding = ${pairs(window.padding)}} : ` +
        `(${typeOf(x)}, ${typeOf(initial)}) -> ${result}`,
      x.type,
      shape,
    );
  }

  /** The sum of products over the contracted axes: batch axes first, then what is left of `a`, then of `b`. */
  dot(a: Value, b: Value, { batch = [[], []], contract }: DotAxes): Value {
    const free = (x: Value, side: 0 | 1) =>
      x.shape.filter((_, i) => !batch[side].includes(i) && !contract[side].includes(i));
    const shape = [...batch[0].map((axis) => at(a.shape, axis)), ...free(a, 0), ...free(b, 1)];
    const batching = batch[0].length ? `batching_dims = [${batch[0]}] x [${batch[1]}], ` : '';
    return this.emit(
      `stablehlo.dot_general ${a.name}, ${b.name}, ${batching}contracting_dims = [${contract[0]}] x ` +
        `[${contract[1]}]${this.#isExact ? '' : ', precision = [HIGHEST, HIGHEST]'} : (${typeOf(a)}, ${typeOf(b)}) -> ${tensorType(a.type, shape)}`,
      a.type,
      shape,
      2 * sizeOf(shape) * sizeOf(contract[0].map((axis) => at(a.shape, axis))),
    );
  }

  /** Pictures `[batch, height, width, in]`, filters `[height, width, in, out]`: what XLA has fast code for on a CPU. */
  convolution(x: Value, filter: Value, numbers: ConvolutionNumbers, shape: Shape): Value {
    const { strides, padding, filterDilations } = numbers;
    return this.emit(
      `stablehlo.convolution(${x.name}, ${filter.name}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [${strides}], ` +
        `pad = [${padding.map(([low, high]) => `[${low}, ${high}]`).join(', ')}], rhs_dilate = [${filterDilations}]} ` +
        `{batch_group_count = 1 : i64, feature_group_count = 1 : i64` +
        `${this.#isExact ? '' : `, precision_config = [${HIGHEST}, ${HIGHEST}]`}} : ` +
        `(${typeOf(x)}, ${typeOf(filter)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
      2 * sizeOf(shape) * sizeOf(filter.shape.slice(0, -1)),
    );
  }

  /**
   * Windows of `x` at int32 `indices`, whose last axis addresses the first axes of `x`; those are dropped
   * from each window. Result: `[...indices.shape without its last, ...rest of x.shape]`.
   */
  gather(x: Value, indices: Value): Value {
    const depth = at(indices.shape, indices.shape.length - 1);
    const batch = indices.shape.slice(0, -1);
    const shape = [...batch, ...x.shape.slice(depth)];
    const sizes = x.shape.map((dimension, i) => (i < depth ? 1 : dimension));
    const offsets = range(batch.length, shape.length);
    return this.emit(
      `"stablehlo.gather"(${x.name}, ${indices.name}) {dimension_numbers = #stablehlo.gather<offset_dims = ` +
        `[${offsets}], collapsed_slice_dims = [${range(0, depth)}], start_index_map = [${range(0, depth)}], ` +
        `index_vector_dim = ${batch.length}>, slice_sizes = ${i64Array(sizes)}, indices_are_sorted = false} : ` +
        `(${typeOf(x)}, ${typeOf(indices)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  /**
   * `x[..., indices, ...]` at one axis, for int32 `indices` of any shape: the axis is replaced by their axes.
   * An index out of range takes what is nearest.
   */
  take(x: Value, indices: Value, axis: number): Value {
    const before = x.shape.slice(0, axis);
    const after = x.shape.slice(axis + 1);
    const shape = [...before, ...indices.shape, ...after];
    const sizes = withDimension(x.shape, axis, 1);
    const afterStart = axis + indices.shape.length;
    const offsets = [...range(0, axis), ...range(afterStart, shape.length)];
    return this.emit(
      `"stablehlo.gather"(${x.name}, ${indices.name}) {dimension_numbers = #stablehlo.gather<offset_dims = ` +
        `[${offsets}], collapsed_slice_dims = [${axis}], start_index_map = [${axis}], index_vector_dim = ` +
        `${indices.shape.length}>, slice_sizes = ${i64Array(sizes)}, indices_are_sorted = false} : ` +
        `(${typeOf(x)}, ${typeOf(indices)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  /** `x` with `updates` added or written at int32 `indices`, laid out as for {@link gather}. */
  scatter(mode: 'add' | 'write', x: Value, indices: Value, updates: Value): Value {
    const depth = at(indices.shape, indices.shape.length - 1);
    const batch = indices.shape.length - 1;
    const scalar = { type: x.type, shape: [] };
    const body = this.region([scalar, scalar], ([old, update]) => {
      if (!old || !update) throw new Error('A scatter combines two values.');
      return [mode === 'write' ? update : this.add(old, update)];
    });
    return this.emit(
      `"stablehlo.scatter"(${x.name}, ${indices.name}, ${updates.name}) (${body}) {scatter_dimension_numbers = ` +
        `#stablehlo.scatter<update_window_dims = [${range(batch, updates.shape.length)}], inserted_window_dims = ` +
        `[${range(0, depth)}], scatter_dims_to_operand_dims = [${range(0, depth)}], index_vector_dim = ${batch}>, ` +
        `indices_are_sorted = false, unique_indices = false} : (${typeOf(x)}, ${typeOf(indices)}, ${typeOf(updates)}) ` +
        `-> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** Sorts `keys` along an axis, equal ones in their order, and `values` with them. */
  sort(keys: Value, values: Value, axis: number, order: 'ascending' | 'descending'): Value[] {
    const parameters = [keys, keys, values, values].map(({ type }) => ({ type, shape: [] }));
    const body = this.region(parameters, ([a, b]) => {
      if (!a || !b) throw new Error('A sort compares two keys.');
      return [this.compare(order === 'ascending' ? 'LT' : 'GT', a, b)];
    });
    return this.emitMany(
      `"stablehlo.sort"(${keys.name}, ${values.name}) (${body}) {dimension = ${axis} : i64, is_stable = true} : ` +
        `(${typeOf(keys)}, ${typeOf(values)}) -> (${typeOf(keys)}, ${typeOf(values)})`,
      [keys, values],
    );
  }

  /**
   * Repeats `body` on the carried values while `condition` holds.
   * @param times how often that is, where it is known
   */
  while(
    carried: readonly Value[],
    condition: (values: Value[]) => Value,
    body: (values: Value[]) => readonly Value[],
    times?: number,
  ): Value[] {
    const types = carried.map(typeOf).join(', ');
    const write = () => [
      this.region(carried, (values) => [condition(values)]),
      this.region(carried, body),
    ];
    const [test, step] = this.listing ? this.listing.repeated(times, write) : write();
    return this.emitMany(
      `"stablehlo.while"(${carried.map((value) => value.name).join(', ')}) (${test}, ${step}) : (${types}) -> (${types})`,
      carried,
    );
  }

  /** The results of one of two branches, which may use any value from outside. */
  conditional(
    predicate: Value,
    whenTrue: () => readonly Value[],
    whenFalse: () => readonly Value[],
    results: readonly Omit<Value, 'name'>[],
  ): Value[] {
    const branches = [whenTrue, whenFalse].map((branch) => this.region([], branch));
    return this.emitMany(
      `"stablehlo.if"(${predicate.name}) (${branches.join(', ')}) : (${typeOf(predicate)}) -> ` +
        `(${results.map(typeOf).join(', ')})`,
      results,
    );
  }

  /** The same values, of which nothing is computed before all of them are there. */
  barrier(values: readonly Value[]): Value[] {
    const types = values.map(typeOf).join(', ');
    return this.emitMany(
      `stablehlo.optimization_barrier ${values.map(({ name }) => name).join(', ')} : ${types}`,
      values,
    );
  }

  /** Whether products of float32 are exact without being asked: GPUs would take numbers of 10 bits, as TF32. */
  get #isExact(): boolean {
    return this.platform === 'cpu';
  }

  /** Reduces the first of the axes to a part of its length, then the rest. */
  #reduceInShares(reducer: Reducer, x: Value, axes: readonly number[], share: number): Value {
    const [first, ...rest] = axes;
    const parts = at(x.shape, first) / share;
    const split = this.reshape(x, x.shape.toSpliced(first, 1, parts, share));
    const partial = this.#reduceAtOnce(reducer, split, [first + 1]);
    if (parts > 1) return this.reduce(reducer, partial, axes);
    const dropped = this.reshape(partial, x.shape.toSpliced(first, 1));
    return this.reduce(
      reducer,
      dropped,
      rest.map((axis) => axis - 1),
    );
  }

  #reducerRegion(reducer: Reducer, type: ElementType): string {
    const scalar = { type, shape: [] };
    return this.region([scalar, scalar], ([a, b]) => {
      if (!a || !b) throw new Error('A reduction combines two values.');
      return [this.binary(reducer, a, b)];
    });
  }
}

const HIGHEST = '#stablehlo<precision HIGHEST>';

/** What a reduction starts from: the value that changes nothing. */
export function identityOf(reducer: Reducer, type: ElementType): number {
  switch (reducer) {
    case 'add':
    case 'or':
      return 0;
    case 'multiply':
    case 'and':
      return 1;
    case 'maximum':
      return isFloat(type) ? -Infinity : type === 'i32' ? -(2 ** 31) : 0;
    case 'minimum':
      return isFloat(type) ? Infinity : type === 'i32' ? 2 ** 31 - 1 : 255;
    default:
      return reducer satisfies never;
  }
}

const isFloat = (type: ElementType) => type === 'f32' || isHalf(type);

/** A reduction of fewer elements takes no time worth a second operation. */
const LARGE = 8192;
/** XLA's CPU plugin cuts an axis that is longer than this into windows, which it reduces number by number. */
const LONGEST = 32;

/**
 * How many elements of the first reduced axis to add up before the rest, 1 for all axes at once. Whole rows are added
 * to each other as vectors, eight times faster than number by number.
 */
function shareOf(shape: Shape, axes: readonly number[]): number {
  const first = Math.min(...axes);
  if (first !== axes[0] || sizeOf(shape) < LARGE || sizeOf(shape.slice(first + 1)) < 16) return 1;
  const length = at(shape, first);
  for (let share = Math.min(length, LONGEST); share > 3; share--) {
    if (length % share === 0) return share;
  }
  return 1;
}

function pairs(padding: readonly (readonly [number, number])[]): string {
  const rows = padding.map(([low, high]) => `[${low}, ${high}]`).join(', ');
  return `dense<[${rows}]> : tensor<${padding.length}x2xi64>`;
}
