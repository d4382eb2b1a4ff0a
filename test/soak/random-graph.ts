/**
 * Small programs of TensorFlow.js that chance writes. What chance decides depends on the seed, on shapes and types alone,
 * so that every backend gets the same program.
 *
 * A last bit that differs must not make another program of it: what jumps (comparisons, rounding, sorting) is done only
 * with numbers that float32 holds exactly. So each value carries how large it can be and which power of two it is a
 * multiple of.
 */
import * as tf from '@tensorflow/tfjs-core';
import { seeded } from './soak.js';

type Random = () => number;

interface Value {
  readonly tensor: tf.Tensor;
  /** No element is further from 0. */
  readonly bound: number;
  /** All elements are multiples of it; 0 where they are not exact. */
  readonly grain: number;
}

/** What others are not made of, and what was done, a line for each operation. A type, so that `tf.tidy` may return it. */
export type RandomGraph = { results: tf.Tensor[]; text: string };

/** The largest integer up to which float32 holds all. */
const EXACT = 2 ** 24;
/** Numbers may grow to this. */
const LARGEST = 2 ** 20;
const MOST_ELEMENTS = 2000;

/** One operation; undefined when it can't be done with what chance has chosen. */
type Operation = (x: Value, other: Value, random: Random) => Value | undefined;

const isFloat = ({ tensor }: Value) => tensor.dtype === 'float32';
const isExact = ({ bound, grain }: Value) => grain > 0 && bound / grain <= EXACT;
const isNumber = ({ tensor }: Value) => tensor.dtype !== 'bool';
const below = (limit: number, random: Random) => Math.floor(random() * limit);
const pick = <T>(list: readonly T[], random: Random): T => list[below(list.length, random)];

/** Of numbers; exact where what it gets is. */
function exact(
  compute: (x: tf.Tensor) => tf.Tensor,
  bound: (bound: number) => number = (b) => b,
  grain: (grain: number) => number = (g) => g,
): Operation {
  return (x) =>
    isNumber(x) && bound(x.bound) <= LARGEST
      ? { tensor: compute(x.tensor), bound: bound(x.bound), grain: grain(x.grain) }
      : undefined;
}

/** Jumps, or cuts off. */
function jumping(
  compute: (x: tf.Tensor) => tf.Tensor,
  bound: (bound: number) => number,
  grain = 1,
): Operation {
  return (x) =>
    isNumber(x) && isExact(x)
      ? { tensor: compute(x.tensor), bound: bound(x.bound), grain: grain || x.grain }
      : undefined;
}

function smooth(
  compute: (x: tf.Tensor) => tf.Tensor,
  bound: (bound: number) => number,
  most = LARGEST,
): Operation {
  return (x) =>
    isFloat(x) && x.bound <= most
      ? { tensor: compute(x.tensor), bound: bound(x.bound), grain: 0 }
      : undefined;
}

function moving(compute: (x: tf.Tensor, random: Random) => tf.Tensor | undefined): Operation {
  return (x, _, random) => {
    const tensor = compute(x.tensor, random);
    return tensor && tensor.size <= MOST_ELEMENTS ? { ...x, tensor } : undefined;
  };
}

/** With a second value, whose shape it brings into line. */
function binary(
  compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  bound: (a: number, b: number) => number,
  { grain = Math.min, jumps = false }: { grain?: typeof Math.min; jumps?: boolean } = {},
): Operation {
  return (x, other, random) => {
    if (!isNumber(x) || !isNumber(other) || bound(x.bound, other.bound) > LARGEST) return undefined;
    if (jumps && !(isExact(x) && isExact(other))) return undefined;
    const tensor = compute(x.tensor, fitting(other.tensor, x.tensor.shape, random));
    return {
      tensor,
      bound: bound(x.bound, other.bound),
      grain: grain(x.grain, other.grain),
    };
  };
}

/** `x` in a shape that broadcasts to `shape`, some sides of it 1. */
function fitting(x: tf.Tensor, shape: readonly number[], random: Random): tf.Tensor {
  const sides = shape.map((side) => (random() < 0.3 ? 1 : side)).slice(below(2, random));
  const size = tf.util.sizeFromShape(sides);
  if (size === 0) return tf.zeros(sides, x.dtype);
  const row = nonEmpty(x);
  const rows = Math.ceil(size / row.size);
  return tf.reshape(tf.slice(tf.tile(row, [rows]), [0], [size]), sides);
}

/** Over some axes; `scale` says how the bound grows with the number of elements. */
function reducing(
  compute: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  { grows = false, isEmptyFine = false, jumps = false } = {},
): Operation {
  return (x, _, random) => {
    const { shape, size } = x.tensor;
    if (!isNumber(x) || (size === 0 && !isEmptyFine) || (jumps && !isExact(x))) return undefined;
    const axes = shape.flatMap((_, axis) => (random() < 0.5 ? [axis] : []));
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    const bound = grows ? x.bound * Math.max(count, 1) : x.bound;
    if (bound > LARGEST) return undefined;
    return { ...x, tensor: compute(x.tensor, axes, random() < 0.5), bound };
  };
}

const lastSide = ({ shape }: tf.Tensor) => shape[shape.length - 1] ?? 0;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  neg: exact(tf.neg),
  add1: exact(
    (x) => tf.add(x, tf.scalar(1, x.dtype === 'int32' ? 'int32' : 'float32')),
    (b) => b + 1,
    (g) => Math.min(g, 1),
  ),
  square: exact(
    tf.square,
    (b) => b * b,
    (g) => g * g,
  ),
  abs: jumping(tf.abs, (b) => b, 0),
  relu: jumping(tf.relu, (b) => b, 0),
  sign: jumping(tf.sign, () => 1),
  round: jumping(
    (x) => tf.round(tf.cast(x, 'float32')),
    (b) => b + 1,
  ),
  floor: jumping(
    (x) => tf.floor(tf.cast(x, 'float32')),
    (b) => b + 1,
  ),
  ceil: jumping(
    (x) => tf.ceil(tf.cast(x, 'float32')),
    (b) => b + 1,
  ),
  clip: jumping(
    (x) => tf.clipByValue(x, -1, 2),
    () => 2,
    0,
  ),
  isPositive: jumping(
    (x) => tf.greater(x, tf.zerosLike(x)),
    () => 1,
  ),
  toInt: jumping(
    (x) => tf.cast(x, 'int32'),
    (b) => b,
  ),
  toFloat: (x) => ({ ...x, tensor: tf.cast(x.tensor, 'float32') }),
  exp: smooth(tf.exp, Math.exp, 8),
  tanh: smooth(tf.tanh, () => 1),
  sigmoid: smooth(tf.sigmoid, () => 1),
  sin: smooth(tf.sin, () => 1, 30),
  softplus: smooth(tf.softplus, (b) => b + 1),
  log1pSquare: smooth(
    (x) => tf.log1p(tf.square(x)),
    (b) => b,
    1000,
  ),
  rsqrt: smooth(
    (x) => tf.rsqrt(tf.add(tf.square(x), 1)),
    () => 1,
    1000,
  ),
  divide: smooth(
    (x) => tf.div(x, tf.add(tf.square(x), 1)),
    () => 1,
    1000,
  ),
  softmax: smooth(
    (x) => (x.rank > 0 && x.size > 0 ? tf.softmax(x) : x),
    (b) => Math.max(b, 1),
    100,
  ),
  logSumExp: smooth(
    (x) => (x.size > 0 ? tf.logSumExp(x, 0 < x.rank ? [0] : []) : x),
    (b) => b + 5,
    100,
  ),
  add: binary(tf.add, (a, b) => a + b),
  sub: binary(tf.sub, (a, b) => a + b),
  mul: binary(tf.mul, (a, b) => a * b, { grain: (a, b) => a * b }),
  squaredDifference: binary(tf.squaredDifference, (a, b) => (a + b) ** 2, {
    grain: (a, b) => Math.min(a, b) ** 2,
  }),
  maximum: binary(tf.maximum, Math.max, { jumps: true }),
  minimum: binary(tf.minimum, Math.max, { jumps: true }),
  less: binary(tf.less, () => 1, { jumps: true, grain: () => 1 }),
  equal: binary(tf.equal, () => 1, { jumps: true, grain: () => 1 }),
  where: binary(
    (a, b) =>
      tf.where(tf.greater(a, tf.zerosLike(a)), a, tf.cast(tf.add(tf.zerosLike(a), b), a.dtype)),
    Math.max,
    { jumps: true },
  ),
  sum: reducing(tf.sum, { grows: true, isEmptyFine: true }),
  mean: reducing((x, axes, keep) => tf.mul(tf.mean(tf.cast(x, 'float32'), axes, keep), 0.25)),
  max: reducing(tf.max, { jumps: true }),
  min: reducing(tf.min, { jumps: true }),
  argMax: (x, _, random) => {
    const { tensor } = x;
    if (!isNumber(x) || !isExact(x) || tensor.rank === 0 || tensor.size === 0) return undefined;
    const axis = below(tensor.rank, random);
    return { tensor: tf.argMax(tensor, axis), bound: tensor.shape[axis], grain: 1 };
  },
  cumsum: (x, _, random) => {
    const { tensor, bound } = x;
    const most = bound * Math.max(tensor.size, 1);
    if (!isNumber(x) || tensor.rank === 0 || most > LARGEST) return undefined;
    const axis = below(tensor.rank, random);
    return { ...x, tensor: tf.cumsum(tensor, axis, random() < 0.5, random() < 0.5), bound: most };
  },
  topk: (x, _, random) => {
    const { tensor } = x;
    if (!isFloat(x) || !isExact(x) || lastSide(tensor) === 0) return undefined;
    return { ...x, tensor: tf.topk(tensor, 1 + below(lastSide(tensor), random)).values };
  },
  matMul: (x, other, random) => {
    const { tensor } = x;
    const inner = lastSide(tensor);
    const bound = x.bound * other.bound * Math.max(inner, 1);
    if (!isFloat(x) || !isFloat(other) || inner === 0 || bound > LARGEST) return undefined;
    const outer = 1 + below(4, random);
    const right = tf.slice(tf.tile(nonEmpty(other.tensor), [inner * outer]), [0], [inner * outer]);
    return {
      tensor: tf.matMul(tf.reshape(tensor, [-1, inner]), tf.reshape(right, [inner, outer])),
      bound,
      grain: x.grain * other.grain,
    };
  },
  reshape: moving((x) => tf.reshape(x, x.size > 0 && x.size % 2 === 0 ? [2, -1] : [x.size])),
  transpose: moving((x) => tf.transpose(x)),
  expandDims: moving((x, random) =>
    x.rank < 5 ? tf.expandDims(x, below(x.rank + 1, random)) : undefined,
  ),
  reverse: moving((x, random) => (x.rank > 0 ? tf.reverse(x, [below(x.rank, random)]) : undefined)),
  tile: moving((x, random) =>
    tf.tile(
      x,
      x.shape.map(() => 1 + below(2, random)),
    ),
  ),
  pad: moving((x, random) =>
    x.rank > 0
      ? tf.pad(
          x,
          x.shape.map((): [number, number] => [below(2, random), below(2, random)]),
        )
      : undefined,
  ),
  slice: moving((x, random) => {
    const begin = x.shape.map((side) => below(side + 1, random));
    return x.rank > 0
      ? tf.slice(
          x,
          begin,
          x.shape.map((side, i) => below(side - begin[i] + 1, random)),
        )
      : undefined;
  }),
  stridedSlice: moving((x, random) =>
    x.rank > 0 && x.size > 0
      ? tf.stridedSlice(
          x,
          x.shape.map(() => 0),
          [...x.shape],
          x.shape.map(() => 1 + below(2, random)),
        )
      : undefined,
  ),
  // Of nothing, backend `cpu` makes what it can't slice.
  concat: moving((x, random) =>
    x.rank > 0 && x.size > 0 ? tf.concat([x, tf.reverse(x), x], below(x.rank, random)) : undefined,
  ),
  stack: moving((x) => (x.rank < 5 && x.size > 0 ? tf.stack([x, tf.zerosLike(x)]) : undefined)),
  gather: moving((x, random) => {
    const axis = below(x.rank, random);
    const side = x.shape[axis];
    if (x.rank === 0 || side === 0) return undefined;
    const rows = Array.from({ length: 1 + below(4, random) }, () => below(side, random));
    return tf.gather(x, tf.tensor1d(rows, 'int32'), axis);
  }),
};

/** The elements in a row, one at least. */
function nonEmpty(x: tf.Tensor): tf.Tensor {
  return x.size === 0 ? tf.zeros([1], x.dtype) : tf.reshape(x, [x.size]);
}

/** What a graph begins with: quarters from -2 to 2, integers, or truth values. */
function input(random: Random): Value {
  const shape = Array.from({ length: below(5, random) }, () =>
    random() < 0.05 ? 0 : 1 + below(4, random),
  );
  const size = tf.util.sizeFromShape(shape);
  const integers = Int32Array.from({ length: size }, () => below(17, random) - 8);
  switch (below(6, random)) {
    case 0:
      return { tensor: tf.tensor(integers, shape, 'int32'), bound: 8, grain: 1 };
    case 1:
      return {
        tensor: tf.tensor(
          Uint8Array.from(integers, (n) => Number(n > 0)),
          shape,
          'bool',
        ),
        bound: 1,
        grain: 1,
      };
    default:
      return {
        tensor: tf.tensor(
          Float32Array.from(integers, (n) => n / 4),
          shape,
        ),
        bound: 2,
        grain: 0.25,
      };
  }
}

/** The graph of a seed on the present backend; its values are the caller's to dispose of. */
export function randomGraph(seed: number): RandomGraph {
  const random = seeded(seed);
  const values = Array.from({ length: 1 + below(3, random) }, () => input(random));
  const lines = values.map(({ tensor }, i) => `v${i} = ${typeOf(tensor)}`);
  const most = values.length + 2 + below(8, random);
  const used = new Set<Value>();
  for (let tries = 0; values.length < most && tries < 100; tries++) {
    const name = pick(Object.keys(OPERATIONS), random);
    const x = below(values.length, random);
    const other = below(values.length, random);
    const value = OPERATIONS[name](values[x], values[other], random);
    if (!value) continue;
    lines.push(`v${values.length} = ${name}(v${x}, v${other}): ${typeOf(value.tensor)}`);
    values.push(value);
    used.add(values[x]).add(values[other]);
  }
  // What others are made of is never read, as in most programs.
  const ends = values.filter((value) => !used.has(value));
  return { results: ends.map(({ tensor }) => tensor), text: lines.join('\n') };
}

const typeOf = ({ dtype, shape }: tf.Tensor) => `${dtype}[${shape.join()}]`;
