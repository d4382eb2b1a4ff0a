/** Reductions over axes: sums, extremes, truth, the position of an extreme, running sums. */
import type {
  ArgMaxAttrs,
  CumsumAttrs,
  LogSoftmaxAttrs,
  MaxAttrs,
  SoftmaxAttrs,
  SumAttrs,
} from '@tensorflow/tfjs-core';
import type { ElementType } from '../graph/element-type.js';
import type { Value } from '../graph/emitter.js';
import { apply, NONE, type Node, type Op } from '../graph/node.js';
import type { Reducer } from '../graph/reduction-ops.js';
import { at, normalizeAxes, range, reducedShape, sizeOf, withDimension } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { cast, type Kernel, type KernelTable } from './kernel.js';

interface Axes {
  readonly axes: readonly number[];
}

function reducing(reducer: Reducer): Op<Axes> {
  return {
    name: `reduce ${reducer}`,
    lower: (hlo, [x], { axes }, { shape }) => hlo.reshape(hlo.reduce(reducer, x, axes), shape),
  };
}

/** A kernel that reduces by `reducer` after converting to the type that the sum of `x` has. */
function reduction(reducer: Reducer, accumulator = (type: ElementType) => type): Kernel<SumAttrs> {
  const op = reducing(reducer);
  return ({ x }, { axis, keepDims }) => {
    const axes = normalizeAxes(axis, x.shape.length);
    const input = cast(x, accumulator(x.type));
    return apply(op, [input], { axes }, input.type, reducedShape(x.shape, axes, keepDims));
  };
}

/** An extreme. XLA's reductions pass over what is not a number; here one makes the result so, as in tfjs. */
function extreme(reducer: 'maximum' | 'minimum'): Kernel<SumAttrs> {
  const op: Op<Axes> = {
    name: `extreme ${reducer}`,
    lower: (hlo, [x], { axes }, { shape }) => {
      const found = hlo.reduce(reducer, x, axes);
      if (x.type !== 'f32') return hlo.reshape(found, shape);
      const isBroken = hlo.reduce('or', hlo.compare('NE', x, x), axes);
      return hlo.reshape(hlo.select(isBroken, Number.NaN, found), shape);
    },
  };
  return ({ x }, { axis, keepDims }) => {
    const axes = normalizeAxes(axis, x.shape.length);
    return apply(op, [x], { axes }, x.type, reducedShape(x.shape, axes, keepDims));
  };
}

const max = extreme('maximum');
const sum = reducing('add');

/** The sum over some axes, which are dropped; the type stays. */
export function summed(x: Node, axes: readonly number[]): Node {
  return apply(sum, [x], { axes }, x.type, reducedShape(x.shape, axes));
}

/** Truth values and bytes are counted. */
const counting = (type: ElementType): ElementType => (type === 'f32' ? 'f32' : 'i32');

const mean: Op<Axes> = {
  name: 'mean',
  lower: (hlo, [x], { axes }, { shape }) => {
    const count = sizeOf(axes.map((axis) => at(x.shape, axis)));
    return hlo.reshape(hlo.divide(hlo.reduce('add', x, axes), count), shape);
  },
};

/**
 * The first position of the extreme along an axis: the least index among those that equal it. NaN is never
 * the extreme, as in tfjs; where there is nothing else the position is 0.
 */
function position(name: string, reducer: 'maximum' | 'minimum'): Kernel<ArgMaxAttrs> {
  const worst = reducer === 'maximum' ? -Infinity : Infinity;
  const op: Op<{ axis: number }> = {
    name,
    lower: (hlo, [x], { axis }) => {
      const number = hlo.compare('EQ', x, x);
      const clean = x.type === 'f32' ? hlo.select(number, x, worst) : x;
      const extreme = hlo.reduceAndBroadcast(reducer, clean, [axis]);
      const length = at(x.shape, axis);
      const index = hlo.iota('i32', x.shape, axis);
      const found = hlo.and(number, hlo.compare('EQ', clean, extreme));
      const first = hlo.reduce('minimum', hlo.select(found, index, length), [axis]);
      return hlo.select(hlo.compare('EQ', first, length), 0, first);
    },
  };
  return ({ x }, { axis }) => {
    const [first = 0] = normalizeAxes(axis, x.shape.length);
    const input = x.type === 'i1' ? cast(x, 'i32') : x;
    return apply(op, [input], { axis: first }, 'i32', reducedShape(x.shape, [first]));
  };
}

/** `x` less its maximum along the last axis: exponentials of it cannot overflow. */
function shifted(hlo: StableHlo, x: Value): Value {
  return hlo.subtract(x, hlo.reduceAndBroadcast('maximum', x, [x.shape.length - 1]));
}

const softmax: Op<object> = {
  name: 'softmax',
  lower: (hlo, [x]) => {
    const exp = hlo.unary('exponential', shifted(hlo, x));
    return hlo.divide(exp, hlo.reduceAndBroadcast('add', exp, [x.shape.length - 1]));
  },
};

const logSoftmax: Op<object> = {
  name: 'logSoftmax',
  lower: (hlo, [x]) => {
    const low = shifted(hlo, x);
    const axis = x.shape.length - 1;
    const sum = hlo.reduce('add', hlo.unary('exponential', low), [axis]);
    const kept = range(0, axis);
    return hlo.subtract(low, hlo.broadcastAlong(hlo.unary('log', sum), x.shape, kept));
  },
};

interface ScanAttrs extends CumsumAttrs {
  readonly axis: number;
}

/** A running sum or product, as a window over all that comes before. */
function scan(name: string, reducer: 'add' | 'multiply'): Kernel<CumsumAttrs> {
  const op: Op<ScanAttrs> = {
    name,
    lower: (hlo, [x], { axis, exclusive, reverse }) => {
      const length = at(x.shape, axis);
      const ones = x.shape.map(() => 1);
      const before = length - 1;
      const padding = x.shape.map((_, i): [number, number] =>
        i !== axis ? [0, 0] : reverse ? [0, before] : [before, 0],
      );
      const sums = hlo.reduceWindow(reducer, x, {
        size: withDimension(ones, axis, length),
        strides: ones,
        dilations: ones,
        padding,
      });
      if (!exclusive) return sums;
      const shift = x.shape.map((_, i) =>
        i !== axis ? { low: 0, high: 0 } : reverse ? { low: -1, high: 1 } : { low: 1, high: -1 },
      );
      return hlo.pad(sums, shift, reducer === 'add' ? 0 : 1);
    },
  };
  return ({ x }, { axis, exclusive, reverse }) => {
    const [along = 0] = normalizeAxes(axis, x.shape.length);
    const input = cast(x, counting(x.type));
    if (sizeOf(x.shape) === 0) return input;
    return apply(op, [input], { axis: along, exclusive, reverse }, input.type, x.shape);
  };
}

const alongLast =
  (op: Op<object>): Kernel<SoftmaxAttrs | LogSoftmaxAttrs> =>
  ({ logits }: Readonly<Record<string, Node>>) =>
    apply(op, [cast(logits, 'f32')], NONE, 'f32', logits.shape);

export const reductionKernels: KernelTable = {
  Sum: reduction('add', counting),
  Prod: reduction('multiply', counting),
  Max: ({ x }, { reductionIndices: axis, keepDims }: MaxAttrs) => max({ x }, { axis, keepDims }),
  Min: extreme('minimum'),
  All: reduction('and'),
  Any: reduction('or'),
  Mean: ({ x }, { axis, keepDims }: SumAttrs) => {
    const axes = normalizeAxes(axis, x.shape.length);
    return apply(mean, [cast(x, 'f32')], { axes }, 'f32', reducedShape(x.shape, axes, keepDims));
  },
  ArgMax: position('argMax', 'maximum'),
  ArgMin: position('argMin', 'minimum'),
  Softmax: alongLast(softmax),
  LogSoftmax: alongLast(logSoftmax),
  Cumsum: scan('cumsum', 'add'),
  Cumprod: scan('cumprod', 'multiply'),
};
