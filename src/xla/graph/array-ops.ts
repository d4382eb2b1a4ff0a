/** The operations of StableHLO that work element by element or move elements about, with their shape rules. */
import { Arrangement } from './arrangement.js';
import type { ElementType } from './element-type.js';
import { typeOf, type Value } from './emitter.js';
import { at, type Shape, sameShape, sizeOf, withDimension } from './shape.js';
import { tensorType } from './text.js';

/** Operations from a complex number to a real one. */
export type PartName = 'abs' | 'imag' | 'real';
export type UnaryName =
  | 'abs'
  | 'cbrt'
  | 'ceil'
  | 'cosine'
  | 'exponential'
  | 'exponential_minus_one'
  | 'floor'
  | 'log'
  | 'log_plus_one'
  | 'logistic'
  | 'negate'
  | 'not'
  | 'round_nearest_even'
  | 'rsqrt'
  | 'sign'
  | 'sine'
  | 'sqrt'
  | 'tan'
  | 'tanh';
/** Operations of CHLO, which the plugins rewrite to StableHLO. */
export type CompositeName =
  | 'acos'
  | 'acosh'
  | 'asin'
  | 'asinh'
  | 'atan'
  | 'atanh'
  | 'cosh'
  | 'erf'
  | 'sinh';
export type BinaryName =
  | 'add'
  | 'and'
  | 'atan2'
  | 'divide'
  | 'maximum'
  | 'minimum'
  | 'multiply'
  | 'or'
  | 'power'
  | 'remainder'
  | 'subtract'
  | 'xor';
export type Comparison = 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE';

/** How StableHLO names the comparison of each type. */
const COMPARISONS: Record<ElementType, string> = {
  f32: 'FLOAT',
  'complex<f32>': 'FLOAT',
  i32: 'SIGNED',
  i1: 'UNSIGNED',
  ui8: 'UNSIGNED',
  bf16: 'FLOAT',
  f16: 'FLOAT',
};

/** Start, limit and stride of a slice along one axis. */
export interface Span {
  readonly start: number;
  readonly limit: number;
  readonly stride?: number;
}

/** Padding along one axis: before, after, between the elements. Negative edges crop. */
export interface Padding {
  readonly low: number;
  readonly high: number;
  readonly interior?: number;
}

export class ArrayOps extends Arrangement {
  unary(name: UnaryName, x: Value): Value {
    const moved = this.beforeTranspose([x], ([from]) =>
      typeof from === 'number' ? undefined : this.unary(name, from),
    );
    if (moved) return moved;
    return this.emit(`stablehlo.${name} ${x.name} : ${typeOf(x)}`, x.type, x.shape);
  }

  composite(name: CompositeName, x: Value): Value {
    return this.emit(`chlo.${name} ${x.name} : ${typeOf(x)} -> ${typeOf(x)}`, x.type, x.shape);
  }

  /** A real part, an imaginary part or a magnitude. */
  part(name: PartName, x: Value): Value {
    const result = tensorType('f32', x.shape);
    return this.emit(`stablehlo.${name} ${x.name} : (${typeOf(x)}) -> ${result}`, 'f32', x.shape);
  }

  complex(real: Value, imaginary: Value): Value {
    const result = tensorType('complex<f32>', real.shape);
    return this.emit(
      `stablehlo.complex ${real.name}, ${imaginary.name} : ${result}`,
      'complex<f32>',
      real.shape,
    );
  }

  /** The discrete Fourier transform of the last axis. */
  fourier(direction: 'FFT' | 'IFFT', x: Value): Value {
    const length = at(x.shape, x.shape.length - 1);
    return this.emit(
      `stablehlo.fft ${x.name}, type = ${direction}, length = [${length}] : (${typeOf(x)}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** Both operands have one type and shape; a number stands for a constant of the other's. */
  binary(name: BinaryName, left: Value | number, right: Value | number): Value {
    const moved = this.beforeTranspose([left, right], ([x, y]) => this.binary(name, x, y));
    if (moved) return moved;
    const [a, b] = this.#pair(left, right);
    return this.emit(`stablehlo.${name} ${a.name}, ${b.name} : ${typeOf(a)}`, a.type, a.shape);
  }

  add = (a: Value | number, b: Value | number) => this.binary('add', a, b);
  subtract = (a: Value | number, b: Value | number) => this.binary('subtract', a, b);
  multiply = (a: Value | number, b: Value | number) => this.binary('multiply', a, b);
  divide = (a: Value | number, b: Value | number) => this.binary('divide', a, b);
  maximum = (a: Value | number, b: Value | number) => this.binary('maximum', a, b);
  minimum = (a: Value | number, b: Value | number) => this.binary('minimum', a, b);
  and = (a: Value, b: Value) => this.binary('and', a, b);
  or = (a: Value, b: Value) => this.binary('or', a, b);
  not = (x: Value) => this.unary('not', x);

  compare(direction: Comparison, left: Value | number, right: Value | number): Value {
    const moved = this.beforeTranspose([left, right], ([x, y]) => this.compare(direction, x, y));
    if (moved) return moved;
    const [a, b] = this.#pair(left, right);
    const kind = COMPARISONS[a.type];
    const result = tensorType('i1', a.shape);
    return this.emit(
      `stablehlo.compare ${direction}, ${a.name}, ${b.name}, ${kind} : (${typeOf(a)}, ${typeOf(b)}) -> ${result}`,
      'i1',
      a.shape,
    );
  }

  select(condition: Value, left: Value | number, right: Value | number): Value {
    const moved = this.beforeTranspose([condition, left, right], ([test, x, y]) =>
      typeof test === 'number' ? undefined : this.select(test, x, y),
    );
    if (moved) return moved;
    const [a, b] = this.#pair(left, right);
    return this.emit(
      `stablehlo.select ${condition.name}, ${a.name}, ${b.name} : ${typeOf(condition)}, ${typeOf(a)}`,
      a.type,
      a.shape,
    );
  }

  /** The same value, an axis of which is shared out among devices; XLA's partitioner decides on the rest. */
  spread(x: Value, axis: number, devices: readonly number[]): Value {
    const { length } = this.shareAmong(devices);
    const tiles = withDimension(
      x.shape.map(() => 1),
      axis,
      length,
    );
    return this.emit(
      `stablehlo.custom_call @Sharding(${x.name}) {mhlo.sharding = "{devices=[${tiles}]<=[${length}]}"} : ` +
        `(${typeOf(x)}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  convert(x: Value, type: ElementType): Value {
    if (x.type === type) return x;
    if (x.type === 'complex<f32>') return this.convert(this.part('real', x), type);
    // To a truth value a conversion asks "is it not zero?", which NaN answers with yes.
    if (type === 'i1') return this.compare('NE', x, 0);
    const moved = this.beforeTranspose([x], ([from]) =>
      typeof from === 'number' ? undefined : this.convert(from, type),
    );
    if (moved) return moved;
    return this.emit(
      `stablehlo.convert ${x.name} : (${typeOf(x)}) -> ${tensorType(type, x.shape)}`,
      type,
      x.shape,
    );
  }

  iota(type: ElementType, shape: Shape, axis: number): Value {
    return this.emit(`stablehlo.iota dim = ${axis} : ${tensorType(type, shape)}`, type, shape);
  }

  reshape(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new Error(`Cannot reshape [${x.shape}] to [${shape}].`);
    }
    return this.emit(
      `stablehlo.reshape ${x.name} : (${typeOf(x)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  slice(x: Value, spans: readonly Span[]): Value {
    const whole = spans.every(
      ({ start, limit, stride = 1 }, i) => start === 0 && limit === x.shape[i] && stride === 1,
    );
    if (whole) return x;
    const shape = spans.map(({ start, limit, stride = 1 }) => Math.ceil((limit - start) / stride));
    const text = spans.map(({ start, limit, stride = 1 }) => `${start}:${limit}:${stride}`);
    const result = tensorType(x.type, shape);
    return this.emit(
      `stablehlo.slice ${x.name} [${text.join(', ')}] : (${typeOf(x)}) -> ${result}`,
      x.type,
      shape,
    );
  }

  /** A slice along one axis, all of the others. */
  sliceAxis(x: Value, axis: number, span: Span): Value {
    return this.slice(
      x,
      x.shape.map((limit, i) => (i === axis ? span : { start: 0, limit })),
    );
  }

  pad(x: Value, padding: readonly Padding[], value = 0): Value {
    if (padding.every(({ low, high, interior = 0 }) => !low && !high && !interior)) return x;
    const shape = padding.map(
      ({ low, high, interior = 0 }, i) =>
        low + high + at(x.shape, i) + Math.max(0, at(x.shape, i) - 1) * interior,
    );
    const list = (pick: (one: Padding) => number) => padding.map(pick).join(', ');
    const fill = this.constant(value, x.type);
    return this.emit(
      `stablehlo.pad ${x.name}, ${fill.name}, low = [${list((p) => p.low)}], high = [${list((p) => p.high)}], ` +
        `interior = [${list((p) => p.interior ?? 0)}] : (${typeOf(x)}, ${typeOf(fill)}) -> ${tensorType(x.type, shape)}`,
      x.type,
      shape,
    );
  }

  concatenate(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (!first) throw new Error('Nothing to concatenate.');
    if (values.length === 1) return first;
    const total = values.reduce((sum, value) => sum + at(value.shape, axis), 0);
    const shape = withDimension(first.shape, axis, total);
    const names = values.map((value) => value.name).join(', ');
    const types = values.map(typeOf).join(', ');
    return this.emit(
      `stablehlo.concatenate ${names}, dim = ${axis} : (${types}) -> ${tensorType(first.type, shape)}`,
      first.type,
      shape,
    );
  }

  reverse(x: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return x;
    return this.emit(
      `stablehlo.reverse ${x.name}, dims = [${axes.join(', ')}] : ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  /** A window of the given size from `starts` (int32 scalars). */
  dynamicSlice(x: Value, starts: readonly Value[], sizes: readonly number[]): Value {
    const names = [x, ...starts].map((value) => value.name).join(', ');
    const types = [x, ...starts].map(typeOf).join(', ');
    return this.emit(
      `stablehlo.dynamic_slice ${names}, sizes = [${sizes.join(', ')}] : (${types}) -> ${tensorType(x.type, sizes)}`,
      x.type,
      sizes,
    );
  }

  /** `x` with the window at `starts` replaced by `update`. */
  dynamicUpdateSlice(x: Value, update: Value, starts: readonly Value[]): Value {
    const operands = [x, update, ...starts];
    return this.emit(
      `stablehlo.dynamic_update_slice ${operands.map((value) => value.name).join(', ')} : ` +
        `(${operands.map(typeOf).join(', ')}) -> ${typeOf(x)}`,
      x.type,
      x.shape,
    );
  }

  #pair(left: Value | number, right: Value | number): [Value, Value] {
    if (typeof left === 'number') {
      if (typeof right === 'number') throw new Error('An operation needs at least one tensor.');
      return [this.constant(left, right.type, right.shape), right];
    }
    if (typeof right === 'number') return [left, this.constant(right, left.type, left.shape)];
    if (left.type !== right.type || !sameShape(left.shape, right.shape)) {
      throw new Error(`Operands differ: ${typeOf(left)} and ${typeOf(right)}.`);
    }
    return [left, right];
  }
}
