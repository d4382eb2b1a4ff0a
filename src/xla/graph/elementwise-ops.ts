/** The operations of StableHLO that work element by element. */
import { Arrangement } from './arrangement.js';
import type { ElementType } from './element-type.js';
import { typeOf, type Value } from './emitter.js';
import { sameShape } from './shape.js';
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

export class ElementwiseOps extends Arrangement {
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
