/** Distinct values, and runs of equal ones. They are read on the host. */
import type * as tf from '@tensorflow/tfjs-core';
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { checkOptionNames } from '../options.js';
import { wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** Options of {@link Tensor.uniqueConsecutive}, and of {@link Tensor.unique}. */
export interface UniqueOptions {
  /** Also where each element went. */
  returnInverse?: boolean;
  /** Also how often each value occurs. */
  returnCounts?: boolean;
  /** Compares the parts along this dimension as a whole, as rows. Default: single elements. */
  dim?: number | undefined;
}

/** Options of {@link Tensor.unique}. */
export interface SortedUniqueOptions extends UniqueOptions {
  /** Whether the values come in order, which they always do. */
  sorted?: boolean;
}

type Asked<Options, Name extends keyof UniqueOptions> = Options extends { [N in Name]: true }
  ? [Tensor]
  : [];

/** The values alone, or a list: the values, then where each element went and how often each value occurs, as was asked for. */
export type Unique<Options> = [
  ...Asked<Options, 'returnInverse'>,
  ...Asked<Options, 'returnCounts'>,
] extends [Tensor, ...infer More extends Tensor[]]
  ? [values: Tensor, asked: Tensor, ...More]
  : Tensor;

declare module '../tensor.js' {
  interface Tensor {
    /**
     * The distinct values in order, or with `dim` the distinct parts; with `returnInverse` or `returnCounts` a list: values,
     * where each element went, how often each occurs, of these two what was asked for. Each NaN is another.
     */
    unique<const Options extends SortedUniqueOptions>(options?: Options): Unique<Options>;
    /** As `unique`, in the order they have, of equal neighbours alone. */
    uniqueConsecutive<const Options extends UniqueOptions>(options?: Options): Unique<Options>;
  }
}

/** NaN is greater than all numbers. */
function compared(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return a < b || Number.isNaN(b) ? -1 : 1;
}

/** Parts of `width` elements, one after the other. */
class Parts {
  constructor(
    readonly values: tf.TypedArray,
    readonly width: number,
  ) {}

  get count(): number {
    return this.width === 0 ? 0 : this.values.length / this.width;
  }

  compare(a: number, b: number): number {
    for (let i = 0; i < this.width; i++) {
      const order = compared(this.values[a * this.width + i], this.values[b * this.width + i]);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Equal, and none of them NaN. */
  areSame(a: number, b: number): boolean {
    for (let i = 0; i < this.width; i++) {
      if (this.values[a * this.width + i] !== this.values[b * this.width + i]) return false;
    }
    return true;
  }
}

const OF_RUNS = { returnInverse: true, returnCounts: true, dim: true };
const OPTIONS = { unique: { ...OF_RUNS, sorted: true }, uniqueConsecutive: OF_RUNS };

const distinct = (name: 'unique' | 'uniqueConsecutive') =>
  function (this: Tensor, options: UniqueOptions = {}): Tensor | Tensor[] {
    checkOptionNames(name, options, OPTIONS[name]);
    const { returnInverse, returnCounts, dim } = options;
    const axis = dim === undefined ? 0 : wrapDim(name, dim, this.ndim);
    const rows = dim === undefined ? this.detach().reshape([-1]) : this.detach().movedim(axis, 0);
    const [length = 1] = rows.shape;
    const parts = new Parts(rows.dataSync(), length === 0 ? 0 : rows.numel() / length);
    const order = Int32Array.from({ length: parts.count }, (_, i) => i);
    if (name === 'unique') order.sort((a, b) => parts.compare(a, b));
    const first: number[] = [];
    const counts: number[] = [];
    const inverse = new Int32Array(parts.count);
    order.forEach((part, i) => {
      if (i === 0 || !parts.areSame(order[i - 1], part)) {
        first.push(part);
        counts.push(0);
      }
      counts[counts.length - 1]++;
      inverse[part] = first.length - 1;
    });
    const chosen = rows.indexSelect(0, tensor(Int32Array.from(first)));
    const values = dim === undefined ? chosen : chosen.movedim(0, axis);
    if (!returnInverse && !returnCounts) return values;
    return [
      values,
      ...(returnInverse ? [tensor(inverse, dim === undefined ? this.shape : [length])] : []),
      ...(returnCounts ? [tensor(Int32Array.from(counts))] : []),
    ];
  };

defineMethods({
  unique: distinct('unique') as Tensor['unique'],
  uniqueConsecutive: distinct('uniqueConsecutive') as Tensor['uniqueConsecutive'],
});
