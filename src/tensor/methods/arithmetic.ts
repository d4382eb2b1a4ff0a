/** Arithmetic of two operands, element by element; shapes broadcast. */
import { defineMethods } from '../define.js';
import { OptionError } from '../errors.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { binary, cast, checkOperand, constant, type Operand } from '../operands.js';
import { isOptions, withDefaults } from '../options.js';
import { Tensor } from '../tensor.js';

/** Options of {@link Tensor.add} and {@link Tensor.sub}. */
export interface AlphaOptions {
  /** What the other operand is multiplied with. Default 1. */
  alpha?: number;
}

/** What {@link Tensor.clamp} keeps a tensor within. */
export interface Bounds {
  /** A tensor broadcasts. Default: none. */
  min?: Operand | undefined;
  /** A tensor broadcasts. Default: none. */
  max?: Operand | undefined;
}

/** Options of {@link Tensor.div}. */
export interface DivisionOptions {
  /** How the quotient becomes whole: down, or towards 0. Default: not at all. */
  roundingMode?: 'floor' | 'trunc';
}

declare module '../tensor.js' {
  interface Tensor {
    /**
     * x + alpha * other; of two bool, whether one is true. PyTorch: `torch.add`.
     * @throws ShapeError when the shapes don't broadcast.
     */
    add(other: Operand, options?: AlphaOptions): Tensor;
    /** x - alpha * other; shapes broadcast. */
    sub(other: Operand, options?: AlphaOptions): Tensor;
    /** The product; of two bool, whether both are true. Shapes broadcast. */
    mul(other: Operand): Tensor;
    /**
     * True division: the result is float32; or rounded, down or towards 0. Shapes broadcast.
     * @throws OptionError for whole numbers by the number 0, rounded.
     */
    div(other: Operand, options?: DivisionOptions): Tensor;
    /** The quotient rounded down. Shapes broadcast. @throws OptionError for whole numbers by the number 0. */
    floorDivide(other: Operand): Tensor;
    /**
     * The rest of a division, with the sign of the divisor. Shapes broadcast.
     * @throws OptionError for whole numbers by the number 0.
     */
    remainder(other: Operand): Tensor;
    /** To the power of `exponent`; shapes broadcast. */
    pow(exponent: Operand): Tensor;
    /** The larger one; of two bool, whether one is true. Shapes broadcast. */
    maximum(other: Operand): Tensor;
    /** The smaller one; of two bool, whether both are true. Shapes broadcast. */
    minimum(other: Operand): Tensor;
    /** At least `min` and at most `max`; either can be left out, as in `clamp({ min: 0 })`. */
    clamp(min?: number | Bounds, max?: number): Tensor;
  }
}

function clamp(x: Tensor, min: number, max: number): Tensor {
  if (x.dtype !== 'float32') return between(x, min, max);
  // Where they are the wrong way round all is `max`, as in PyTorch.
  const least = Math.min(min, max);
  return runKernel('ClipByValue', 'clamp', { x }, { clipValueMin: least, clipValueMax: max });
}

/** By bounds that may make whole numbers real; one that is infinite makes no difference. */
function between(x: Tensor, min: Operand, max: Operand): Tensor {
  const above = min === -Infinity ? x : x.maximum(min);
  return max === Infinity ? above : above.minimum(max);
}

function scaled(operation: string, other: Operand, options: AlphaOptions | undefined): Operand {
  if (!options) return other;
  const { alpha } = withDefaults(operation, options, { alpha: 1 });
  if (alpha === 1) return other;
  checkOperand(operation, other);
  return typeof other === 'number' ? other * alpha : other.mul(alpha);
}

const isWhole = (x: Tensor, other: Operand): boolean =>
  x.dtype !== 'float32' &&
  (other instanceof Tensor ? other.dtype !== 'float32' : Number.isInteger(other));

/** @throws OptionError for whole numbers by the number 0: they have no infinity. A tensor isn't looked into. */
export function checkDivisor(operation: string, x: Tensor, other: Operand): void {
  if (other !== 0 || x.dtype === 'float32') return;
  throw new OptionError(
    operation,
    'the divisor of whole numbers',
    other,
    'another number than 0 (x.float() is divided by it)',
  );
}

/** Of two, sum and product stay truth values. */
const areTruthValues = (x: Tensor, other: Operand): boolean =>
  x.dtype === 'bool' && other instanceof Tensor && other.dtype === 'bool';

defineMethods({
  add(other, options) {
    return asOneOperation(() => {
      const added = scaled('add', other, options);
      if (areTruthValues(this, added)) return binary('LogicalOr', 'add', this, added);
      return binary('Add', 'add', this, added, 'int32');
    });
  },
  sub(other, options) {
    return asOneOperation(() => binary('Sub', 'sub', this, scaled('sub', other, options), 'int32'));
  },
  mul(other) {
    return asOneOperation(() => {
      if (areTruthValues(this, other)) return binary('LogicalAnd', 'mul', this, other);
      return binary('Multiply', 'mul', this, other, 'int32');
    });
  },
  div(other, options) {
    const mode = options && withDefaults('div', options, { roundingMode: undefined }).roundingMode;
    if (mode !== undefined) checkDivisor('div', this, other);
    if (mode === 'floor') return this.floorDivide(other);
    return asOneOperation(() => {
      if (mode === 'trunc' && isWhole(this, other)) {
        const down = this.floorDivide(other);
        return down.add(down.lt(0).logicalAnd(down.mul(other).ne(this)).int());
      }
      const quotient = binary('RealDiv', 'div', this, other, 'float32');
      if (mode === undefined) return quotient;
      if (mode === 'trunc') return quotient.trunc();
      throw new OptionError(
        'div',
        'roundingMode',
        `'${mode satisfies never}'`,
        "'floor' or 'trunc'",
      );
    });
  },
  floorDivide(other) {
    checkDivisor('floorDivide', this, other);
    return asOneOperation(() => {
      if (isWhole(this, other)) return binary('FloorDiv', 'floorDivide', this, other, 'int32');
      return binary('RealDiv', 'floorDivide', this, other, 'float32').floor();
    });
  },
  remainder(other) {
    checkDivisor('remainder', this, other);
    return asOneOperation(() => binary('Mod', 'remainder', this, other, 'int32'));
  },
  pow(exponent) {
    if (exponent === 2) return this.square();
    if (exponent === 0.5) return this.float().sqrt();
    if (exponent === -0.5) return this.float().rsqrt();
    return asOneOperation(() => {
      if (typeof exponent !== 'number') return binary('Pow', 'pow', this, exponent, 'int32');
      const dtype =
        Number.isInteger(exponent) && exponent >= 0 && this.dtype !== 'float32'
          ? 'int32'
          : 'float32';
      return runKernel('Pow', 'pow', { a: cast(this, dtype), b: constant(exponent, dtype) });
    });
  },
  maximum(other) {
    const kernel = areTruthValues(this, other) ? 'LogicalOr' : 'Maximum';
    return asOneOperation(() => binary(kernel, 'maximum', this, other));
  },
  minimum(other) {
    const kernel = areTruthValues(this, other) ? 'LogicalAnd' : 'Minimum';
    return asOneOperation(() => binary(kernel, 'minimum', this, other));
  },
  clamp(low = -Infinity, high = Infinity) {
    const given: Bounds = isOptions(low) ? low : { min: low as Operand, max: high };
    const { min, max } = withDefaults('clamp', given, { min: -Infinity, max: Infinity });
    for (const [name, bound] of [
      ['min', min],
      ['max', max],
    ] as const) {
      if (typeof bound !== 'number' && !(bound instanceof Tensor)) {
        throw new OptionError('clamp', name, bound, 'a number or a tensor');
      }
    }
    return asOneOperation(() => {
      if (typeof min === 'number' && typeof max === 'number') return clamp(this, min, max);
      return between(this, min, max);
    });
  },
});
