/** All operations of StableHLO that kernels are written in; here those that index or repeat. */
import { typeOf, type Value } from './emitter.js';
import { ProductOps } from './product-ops.js';
import { at, range, withDimension } from './shape.js';
import { i64Array, tensorType } from './text.js';

export class StableHlo extends ProductOps {
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
}
