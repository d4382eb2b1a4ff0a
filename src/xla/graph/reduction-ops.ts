/** The operations of StableHLO that make one number of many: over axes, and over windows. */
import { ArrayOps } from './array-ops.js';
import { type ElementType, isHalf } from './element-type.js';
import type { BinaryName } from './elementwise-ops.js';
import { typeOf, type Value } from './emitter.js';
import { at, range, reducedShape, type Shape, sizeOf } from './shape.js';
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

export class ReductionOps extends ArrayOps {
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

/** What a reduction starts from: the value that changes nothing. */
function identityOf(reducer: Reducer, type: ElementType): number {
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
