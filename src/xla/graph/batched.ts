/**
 * Writes operations for a whole batch where their caller writes them for one element: what contracts, combines, indexes
 * or repeats. See {@link https://docs.jax.dev/en/latest/_autosummary/jax.vmap.html | jax.vmap}, whose rules these are.
 */

import { BatchedArrays, shifted } from './batched-arrays.js';
import type { Value } from './emitter.js';
import type { DotAxes } from './product-ops.js';
import type { Reducer, Window } from './reduction-ops.js';
import { range } from './shape.js';

export class BatchedHlo extends BatchedArrays {
  override reduce(reducer: Reducer, x: Value, axes: readonly number[]): Value {
    return this.one(x, (raw, shift) =>
      this.target.reduce(reducer, raw, shift === 0 ? axes : shifted(axes)),
    );
  }

  override reduceWindow(reducer: Reducer, x: Value, window: Window): Value {
    return this.one(x, (raw, shift) => {
      if (shift === 0) return this.target.reduceWindow(reducer, raw, window);
      return this.target.reduceWindow(reducer, raw, {
        size: [1, ...window.size],
        strides: [1, ...window.strides],
        dilations: [1, ...window.dilations],
        padding: [[0, 0], ...window.padding],
      });
    });
  }

  override dot(a: Value, b: Value, { batch = [[], []], contract }: DotAxes): Value {
    const [left, right] = [this.isBatched(a), this.isBatched(b)];
    if (!left && !right) return this.target.dot(a, b, { batch, contract });
    const axesOf = (list: readonly number[], isBatched: boolean) =>
      isBatched ? shifted(list) : list;
    const both = left && right;
    const front = both ? [0] : [];
    const product = this.target.dot(this.raw(a), this.raw(b), {
      batch: [
        [...front, ...axesOf(batch[0], left)],
        [...front, ...axesOf(batch[1], right)],
      ],
      contract: [axesOf(contract[0], left), axesOf(contract[1], right)],
    });
    if (both) return this.element(product);
    // The axis of the batch is free: behind the shared ones, and behind those of `a` when it is of `b`.
    const free = a.shape.length - batch[0].length - contract[0].length;
    return this.element(this.#toFront(product, batch[0].length + (left ? 0 : free)));
  }

  override gather(x: Value, indices: Value): Value {
    const [some, many] = [this.isBatched(x), this.isBatched(indices)];
    if (!some && !many) return this.target.gather(x, indices);
    if (!some) return this.element(this.target.gather(x, this.raw(indices)));
    if (many) return this.element(this.target.gather(this.raw(x), this.#numbered(indices)));
    const depth = indices.shape.at(-1) ?? 0;
    // The axis of the batch behind those that are addressed: it stays in each window.
    const order = [...range(1, depth + 1), 0, ...range(depth + 1, x.shape.length + 1)];
    const taken = this.target.gather(this.target.transpose(this.raw(x), order), indices);
    return this.element(this.#toFront(taken, indices.shape.length - 1));
  }

  override take(x: Value, indices: Value, axis: number): Value {
    const [some, many] = [this.isBatched(x), this.isBatched(indices)];
    if (!some && !many) return this.target.take(x, indices, axis);
    if (!many) return this.element(this.target.take(this.raw(x), indices, axis + 1));
    if (!some) {
      return this.element(this.#toFront(this.target.take(x, this.raw(indices), axis), axis));
    }
    const rank = x.shape.length;
    const front = this.transpose(x, [axis, ...range(0, axis), ...range(axis + 1, rank)]);
    const places = indices.shape.length;
    const taken = this.gather(front, this.reshape(indices, [...indices.shape, 1]));
    const before = range(places, places + axis);
    const after = range(places + axis, places + rank - 1);
    return this.transpose(taken, [...before, ...range(0, places), ...after]);
  }

  override scatter(mode: 'add' | 'write', x: Value, indices: Value, updates: Value): Value {
    if (![x, indices, updates].some((value) => this.isBatched(value))) {
      return this.target.scatter(mode, x, indices, updates);
    }
    const [into, values] = [this.whole(x), this.whole(updates)];
    return this.element(this.target.scatter(mode, into, this.#numbered(indices), values));
  }

  override sort(
    keys: Value,
    values: Value,
    axis: number,
    order: 'ascending' | 'descending',
  ): Value[] {
    if (!this.isBatched(keys) && !this.isBatched(values)) {
      return this.target.sort(keys, values, axis, order);
    }
    const [a, b] = [this.whole(keys), this.whole(values)];
    return this.target.sort(a, b, axis + 1, order).map((sorted) => this.element(sorted));
  }

  override barrier(values: readonly Value[]): Value[] {
    const held = this.target.barrier(values.map((value) => this.raw(value)));
    return held.map((value, i) => (this.isBatched(values[i]) ? this.element(value) : value));
  }

  /** Where elements choose differently, both branches are computed. */
  override conditional(
    predicate: Value,
    whenTrue: () => readonly Value[],
    whenFalse: () => readonly Value[],
    results: readonly Omit<Value, 'name'>[],
  ): Value[] {
    if (this.isBatched(predicate)) {
      const others = whenFalse();
      return whenTrue().map((value, i) => this.select(predicate, value, others[i]));
    }
    const wholeOf = (branch: () => readonly Value[]) => () =>
      branch().map((value) => this.whole(value));
    return this.target
      .conditional(
        predicate,
        wholeOf(whenTrue),
        wholeOf(whenFalse),
        results.map(({ type, shape }) => ({ type, shape: [this.size, ...shape] })),
      )
      .map((value) => this.element(value));
  }

  /** Where elements end at different times, the loop goes on until the last, and those that have ended stay. */
  override while(
    carried: readonly Value[],
    condition: (values: Value[]) => Value,
    body: (values: Value[]) => readonly Value[],
    times?: number,
  ): Value[] {
    const { batched, separate } = this.#batchedIn(carried, condition, body);
    const seen = (values: readonly Value[]) =>
      values.map((value, i) => (batched[i] ? this.element(value) : value));
    const given = (values: readonly Value[]) =>
      values.map((value, i) => (batched[i] ? this.whole(value) : value));
    const end = this.target.while(
      given(carried),
      (raw) => {
        const goesOn = condition(seen(raw));
        return separate ? this.target.reduce('or', this.whole(goesOn), [0]) : goesOn;
      },
      (raw) => {
        const before = seen(raw);
        const after = body(before);
        if (!separate) return given(after);
        const goesOn = condition(before);
        return given(after.map((value, i) => this.select(goesOn, value, before[i])));
      },
      times,
    );
    return seen(end);
  }

  /**
   * Which carried values become batched sooner or later, and whether elements decide separately to go on. Found by
   * writing the body until nothing changes any more; what is written then is thrown away.
   */
  #batchedIn(
    carried: readonly Value[],
    condition: (values: Value[]) => Value,
    body: (values: Value[]) => readonly Value[],
  ): { batched: boolean[]; separate: boolean } {
    let batched = carried.map((value) => this.isBatched(value));
    for (;;) {
      let next = batched;
      let separate = false;
      const types = carried.map(({ type, shape }, i) => ({
        type,
        shape: batched[i] ? [this.size, ...shape] : shape,
      }));
      this.target.tryRegion(types, (raw) => {
        const values = raw.map((value, i) => (batched[i] ? this.element(value) : value));
        separate = this.isBatched(condition(values));
        next = body(values).map((value, i) => separate || batched[i] || this.isBatched(value));
        return [];
      });
      if (next.every((isBatched, i) => isBatched === batched[i])) return { batched, separate };
      batched = next;
    }
  }

  /** Indices with the number of their element in front. */
  #numbered(indices: Value): Value {
    const whole = this.whole(indices);
    const shape = [...whole.shape.slice(0, -1), 1];
    return this.target.concatenate(
      [this.target.iota('i32', shape, 0), whole],
      whole.shape.length - 1,
    );
  }

  #toFront(x: Value, axis: number): Value {
    const rest = range(0, x.shape.length).filter((other) => other !== axis);
    return this.target.transpose(x, [axis, ...rest]);
  }
}
