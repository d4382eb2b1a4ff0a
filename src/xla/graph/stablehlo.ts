/** All operations of StableHLO that kernels are written in; here those that contract, index or repeat. */
import { typeOf, type Value } from './emitter.js';
import { ReductionOps } from './reduction-ops.js';
import { at, range, type Shape, sameShape, sizeOf, withDimension } from './shape.js';
import { i64Array, tensorType } from './text.js';

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

export class StableHlo extends ReductionOps {
  /** The shapes of the matrices that {@link turnGradients} was told of. */
  readonly #turned: Shape[] = [];

  /** Has gradients of matrices of a shape computed transposed from now on: for matrices that are kept transposed. */
  turnGradients(shape: Shape): void {
    this.#turned.push(shape);
  }

  /** The sum of products over the contracted axes: batch axes first, then what is left of `a`, then of `b`. */
  dot(a: Value, b: Value, axes: DotAxes): Value {
    const isTurned =
      isGradient(a, b, axes) &&
      this.#turned.some((shape) => sameShape(shape, [at(a.shape, 1), at(b.shape, 1)]));
    return isTurned ? this.transpose(this.#wide(b, a, axes), [1, 0]) : this.#wide(a, b, axes);
  }

  /**
   * As {@link #dot}, but a tall gradient is computed as a wide one and transposed, which a CPU does faster. The barriers
   * keep XLA from making one tall product of the two.
   */
  #wide(a: Value, b: Value, axes: DotAxes): Value {
    const isTall = isGradient(a, b, axes) && at(a.shape, 1) >= 2 * at(b.shape, 1);
    if (this.platform !== 'cpu' || !isTall) return this.#dot(a, b, axes);
    const [wide] = this.barrier([this.#dot(b, a, axes)]);
    const [tall] = this.barrier([this.transpose(wide, [1, 0])]);
    return tall;
  }

  #dot(a: Value, b: Value, { batch = [[], []], contract }: DotAxes): Value {
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

  /** Whether products of float32 are exact without being asked: GPUs would take numbers of 10 bits, as TF32. */
  get #isExact(): boolean {
    return this.platform === 'cpu';
  }
}

/** Whether a product of matrices sums over the rows of both, as the gradient of a layer's weights over a batch. */
function isGradient(a: Value, b: Value, { batch, contract }: DotAxes): boolean {
  const [left, right] = contract;
  const isOfMatrices = a.shape.length === 2 && b.shape.length === 2 && !batch?.[0].length;
  return isOfMatrices && sameShape(left, [0]) && sameShape(right, [0]);
}

const HIGHEST = '#stablehlo<precision HIGHEST>';
