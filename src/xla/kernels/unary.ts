/** Elementwise functions of one tensor, activations among them. */
import type { CastAttrs, ClipByValueAttrs, LeakyReluAttrs, StepAttrs } from '@tensorflow/tfjs-core';
import { elementType, isDeviceDataType } from '../graph/element-type.js';
import type { CompositeName, UnaryName } from '../graph/elementwise-ops.js';
import type { Value } from '../graph/emitter.js';
import { apply, NONE, type Node, type Op } from '../graph/node.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { cast, type Kernel, type KernelTable, operation } from './kernel.js';

type Elementwise = (hlo: StableHlo, x: Value) => Value;

/** Keeps the type of `x`. */
function same(name: string, lower: Elementwise): Kernel<object> {
  const op = operation(name, (hlo, [x]) => lower(hlo, x));
  return ({ x }) => apply(op, [x], NONE, x.type, x.shape);
}

/** Is a function of real numbers: integers are converted first. */
function real(name: string, lower: Elementwise): Kernel<object> {
  const kernel = same(name, lower);
  return ({ x }, attrs) => kernel({ x: cast(x, 'f32') }, attrs);
}

/** Gives a truth value for each element. */
function predicate(name: string, lower: Elementwise): Kernel<object> {
  const op = operation(name, (hlo, [x]) => lower(hlo, x));
  return ({ x }) => apply(op, [x], NONE, 'i1', x.shape);
}

const unary = (name: UnaryName) => real(name, (hlo, x) => hlo.unary(name, x));
const composite = (name: CompositeName) => real(name, (hlo, x) => hlo.composite(name, x));
/** Rounding leaves integers as they are. */
const rounding =
  (name: UnaryName): Kernel<object> =>
  ({ x }, attrs) =>
    x.type === 'f32' ? unary(name)({ x }, attrs) : x;

/** Negative inputs pass scaled by `slope`. */
function leaky(hlo: StableHlo, x: Value, slope: number): Value {
  return hlo.select(hlo.compare('LT', x, 0), hlo.multiply(x, slope), x);
}

/** log(1 + e^x), by Klambauer's bounds where float32 runs out: as tfjs's CPU backend. */
function softplus(hlo: StableHlo, x: Value): Value {
  const threshold = Math.log(1.1920928955078125e-7) + 2;
  const exp = hlo.unary('exponential', x);
  const middle = hlo.unary('log_plus_one', exp);
  const low = hlo.select(hlo.compare('LT', x, threshold), exp, middle);
  return hlo.select(hlo.compare('GT', x, -threshold), x, low);
}

/** Klambauer et al. 2017, https://arxiv.org/abs/1706.02515 */
const SELU_ALPHA = 1.7580993408473768;
const SELU_SCALE = 1.0507009873554805;

export function elu(hlo: StableHlo, x: Value): Value {
  return hlo.select(hlo.compare('GE', x, 0), x, hlo.unary('exponential_minus_one', x));
}

function selu(hlo: StableHlo, x: Value): Value {
  const negative = hlo.multiply(hlo.unary('exponential_minus_one', x), SELU_ALPHA);
  return hlo.select(hlo.compare('GE', x, 0), hlo.multiply(x, SELU_SCALE), negative);
}

/** The sign of a number, 0 for NaN as in tfjs. */
function sign(hlo: StableHlo, x: Value): Value {
  const zero = hlo.constant(0, x.type, x.shape);
  const negative = hlo.select(hlo.compare('LT', x, 0), -1, zero);
  return hlo.select(hlo.compare('GT', x, 0), 1, negative);
}

const leakyRelu: Op<{ alpha: number }> = {
  name: 'leakyRelu',
  lower: (hlo, [x], { alpha }) => leaky(hlo, x, alpha),
};

const clip: Op<{ low: string; high: string }> = {
  name: 'clip',
  lower: (hlo, [x], { low, high }) => hlo.minimum(hlo.maximum(x, Number(low)), Number(high)),
};

const step: Op<{ alpha: number }> = {
  name: 'step',
  lower: (hlo, [x], { alpha }) => {
    const positive = hlo.select(hlo.compare('GT', x, 0), 1, hlo.constant(alpha, x.type, x.shape));
    // What is not a number stays so.
    return hlo.select(hlo.compare('NE', x, x), x, positive);
  },
};

/** Truncates towards zero, as JavaScript does; what is out of range or not a number becomes 0. */
const toInteger = operation('toInteger', (hlo, [x]) => hlo.convert(x, 'i32'));

function castTo(x: Node, dtype: CastAttrs['dtype']): Node {
  if (!isDeviceDataType(dtype)) throw new Error(`Cannot cast to ${dtype} on this device.`);
  const type = elementType(dtype);
  if (type === 'i32' && x.type === 'f32') return apply(toInteger, [x], NONE, type, x.shape);
  return cast(x, type);
}

export const relu6: Elementwise = (hlo, x) => hlo.minimum(hlo.maximum(x, 0), 6);

export const unaryKernels: KernelTable = {
  Abs: same('abs', (hlo, x) => hlo.unary('abs', x)),
  Neg: same('neg', (hlo, x) => hlo.unary('negate', x)),
  Sign: same('sign', sign),
  Square: same('square', (hlo, x) => hlo.multiply(x, x)),
  Ceil: rounding('ceil'),
  Floor: rounding('floor'),
  Round: rounding('round_nearest_even'),

  Exp: unary('exponential'),
  Expm1: unary('exponential_minus_one'),
  Log: unary('log'),
  Log1p: unary('log_plus_one'),
  Sqrt: unary('sqrt'),
  Rsqrt: unary('rsqrt'),
  Reciprocal: real('reciprocal', (hlo, x) => hlo.divide(1, x)),
  Sin: unary('sine'),
  Cos: unary('cosine'),
  Tan: unary('tan'),
  Tanh: unary('tanh'),
  Sigmoid: unary('logistic'),
  Softplus: real('softplus', softplus),
  Asin: composite('asin'),
  Acos: composite('acos'),
  Atan: composite('atan'),
  Sinh: composite('sinh'),
  Cosh: composite('cosh'),
  Asinh: composite('asinh'),
  Acosh: composite('acosh'),
  Atanh: composite('atanh'),
  Erf: composite('erf'),

  Relu: same('relu', (hlo, x) => hlo.maximum(x, 0)),
  Relu6: same('relu6', relu6),
  Elu: real('elu', elu),
  Selu: real('selu', selu),
  LeakyRelu: ({ x }, { alpha }: LeakyReluAttrs) =>
    apply(leakyRelu, [cast(x, 'f32')], { alpha }, 'f32', x.shape),
  Step: ({ x }, { alpha }: StepAttrs) => apply(step, [x], { alpha }, x.type, x.shape),
  ClipByValue: ({ x }, { clipValueMin, clipValueMax }: ClipByValueAttrs) =>
    // As text: JSON would turn an infinite bound into null.
    apply(clip, [x], { low: String(clipValueMin), high: String(clipValueMax) }, x.type, x.shape),

  IsNan: predicate('isNan', (hlo, x) => hlo.compare('NE', x, x)),
  IsInf: predicate('isInf', (hlo, x) =>
    hlo.compare('EQ', hlo.unary('abs', hlo.convert(x, 'f32')), Infinity),
  ),
  IsFinite: predicate('isFinite', (hlo, x) =>
    hlo.compare('LT', hlo.unary('abs', hlo.convert(x, 'f32')), Infinity),
  ),
  LogicalNot: predicate('logicalNot', (hlo, x) => hlo.not(hlo.convert(x, 'i1'))),
  Cast: ({ x }, { dtype }: CastAttrs) => castTo(x, dtype),
};
