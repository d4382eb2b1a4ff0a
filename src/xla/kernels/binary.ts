/** Elementwise functions of two tensors, which broadcast to one shape, and of more. */
import type { BinaryName, Comparison } from '../graph/elementwise-ops.js';
import type { Value } from '../graph/emitter.js';
import { apply, NONE } from '../graph/node.js';
import { broadcastShapes } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { broadcast, cast, type Kernel, type KernelTable, operation } from './kernel.js';

type Elementwise = (hlo: StableHlo, a: Value, b: Value) => Value;

/** Both sides have one type, which is also the result's; tfjs has converted them. */
function same(name: string, lower: Elementwise): Kernel<object> {
  const op = operation(name, (hlo, [a, b], { shape }) =>
    lower(hlo, hlo.broadcastTo(a, shape), hlo.broadcastTo(b, shape)),
  );
  return ({ a, b }) => apply(op, [a, b], NONE, a.type, broadcastShapes(a.shape, b.shape));
}

/** As {@link same}, for real numbers. */
function real(name: string, lower: Elementwise): Kernel<object> {
  const kernel = same(name, lower);
  return ({ a, b }, attrs) => kernel({ a: cast(a, 'f32'), b: cast(b, 'f32') }, attrs);
}

function comparison(direction: Comparison): Kernel<object> {
  return predicate(`compare ${direction}`, (hlo, a, b) => hlo.compare(direction, a, b));
}

function predicate(name: string, lower: Elementwise): Kernel<object> {
  const op = operation(name, (hlo, [a, b], { shape }) =>
    lower(hlo, hlo.broadcastTo(a, shape), hlo.broadcastTo(b, shape)),
  );
  return ({ a, b }) => apply(op, [a, b], NONE, 'i1', broadcastShapes(a.shape, b.shape));
}

function logical(name: 'and' | 'or' | 'xor'): Kernel<object> {
  return predicate(`logical ${name}`, (hlo, a, b) =>
    hlo.binary(name, hlo.convert(a, 'i1'), hlo.convert(b, 'i1')),
  );
}

const binary = (name: BinaryName) => same(name, (hlo, a, b) => hlo.binary(name, a, b));

/** On the CPU XLA's own take the first number where the second is NaN. */
const extreme = (name: 'maximum' | 'minimum') =>
  same(name, (hlo, a, b) => {
    const found = hlo.binary(name, a, b);
    return b.type === 'f32' ? hlo.select(hlo.compare('NE', b, b), b, found) : found;
  });

/** Truth values add, multiply and compare as the numbers 0 and 1. */
function numeric(kernel: Kernel<object>): Kernel<object> {
  return ({ a, b }, attrs) =>
    a.type === 'i1'
      ? kernel({ a: cast(a, 'i32'), b: cast(b, 'i32') }, attrs)
      : kernel({ a, b }, attrs);
}

/** The quotient rounded down, for integers and for reals. */
function floorDivide(hlo: StableHlo, a: Value, b: Value): Value {
  if (a.type === 'f32') return hlo.unary('floor', hlo.divide(a, b));
  const quotient = hlo.divide(a, b);
  const inexact = hlo.compare('NE', hlo.multiply(quotient, b), a);
  const opposite = hlo.binary('xor', hlo.compare('LT', a, 0), hlo.compare('LT', b, 0));
  return hlo.select(hlo.and(inexact, opposite), hlo.subtract(quotient, 1), quotient);
}

/** The remainder with the sign of the divisor, as Python's `%`. */
function floorModulo(hlo: StableHlo, a: Value, b: Value): Value {
  const remainder = hlo.binary('remainder', a, b);
  const opposite = hlo.binary('xor', hlo.compare('LT', a, 0), hlo.compare('LT', b, 0));
  return hlo.select(
    hlo.and(opposite, hlo.compare('NE', remainder, 0)),
    hlo.add(remainder, b),
    remainder,
  );
}

/** TensorFlow.js gives int32 whatever the inputs. */
const floorDivision: Kernel<object> = (inputs, attrs) => {
  const quotient = same('floorDivide', floorDivide)(inputs, attrs);
  return Array.isArray(quotient) ? quotient : cast(quotient, 'i32');
};

function squaredDifference(hlo: StableHlo, a: Value, b: Value): Value {
  const difference = hlo.subtract(a, b);
  return hlo.multiply(difference, difference);
}

const prelu = real('prelu', preluOf);

const eluGrad = operation('eluGrad', (hlo, [dy, y]) =>
  hlo.select(hlo.compare('GE', y, 0), dy, hlo.multiply(dy, hlo.add(y, 1))),
);

const select = operation('select', (hlo, [condition, a, b], { shape }) => {
  const rank = shape.length;
  const truth = hlo.convert(condition, 'i1');
  // A condition of rank 1 chooses whole rows.
  const wide =
    truth.shape.length === 1 && rank > 1
      ? hlo.broadcastAlong(truth, shape, [0])
      : hlo.broadcastTo(truth, shape);
  return hlo.select(wide, hlo.broadcastTo(a, shape), hlo.broadcastTo(b, shape));
});

const sum = operation('addN', (hlo, inputs) => inputs.reduce((a, b) => hlo.add(a, b)));

/** Negative inputs pass scaled by a slope for each. */
export function preluOf(hlo: StableHlo, x: Value, alpha: Value): Value {
  const slope = hlo.broadcastTo(alpha, x.shape);
  return hlo.select(hlo.compare('LT', x, 0), hlo.multiply(x, slope), x);
}

export const binaryKernels: KernelTable = {
  Add: numeric(binary('add')),
  Sub: numeric(binary('subtract')),
  Multiply: numeric(binary('multiply')),
  RealDiv: real('divide', (hlo, a, b) => hlo.divide(a, b)),
  FloorDiv: floorDivision,
  Mod: same('floorModulo', floorModulo),
  Pow: numeric(binary('power')),
  Maximum: numeric(extreme('maximum')),
  Minimum: numeric(extreme('minimum')),
  SquaredDifference: numeric(same('squaredDifference', squaredDifference)),
  Atan2: real('atan2', (hlo, a, b) => hlo.binary('atan2', a, b)),
  BitwiseAnd: binary('and'),
  Equal: comparison('EQ'),
  NotEqual: comparison('NE'),
  Less: comparison('LT'),
  LessEqual: comparison('LE'),
  Greater: comparison('GT'),
  GreaterEqual: comparison('GE'),
  LogicalAnd: logical('and'),
  LogicalOr: logical('or'),
  LogicalXor: logical('xor'),
  Prelu: ({ x, alpha }) => prelu({ a: x, b: alpha }, NONE),
  EluGrad: ({ dy, y }) => apply(eluGrad, [dy, y], NONE, dy.type, dy.shape),
  Select: ({ condition, t, e }) =>
    apply(select, [condition, t, e], NONE, t.type, broadcastShapes(t.shape, e.shape)),
  AddN: (inputs) => {
    const list = Object.values(inputs);
    return apply(sum, list, NONE, list[0].type, list[0].shape);
  },
  BroadcastTo: ({ x }, { shape }: { shape: number[] }) => broadcast(x, shape),
};
