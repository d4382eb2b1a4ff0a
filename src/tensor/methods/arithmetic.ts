/** Arithmetic of two operands, element by element; shapes broadcast. */
import { defineMethods } from '../define.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { binary, cast, constant, type Operand } from '../operands.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** PyTorch: `torch.add`. @throws ShapeError when the shapes don't broadcast. */
    add(other: Operand): Tensor;
    /** The difference; shapes broadcast. */
    sub(other: Operand): Tensor;
    /** The product; shapes broadcast. */
    mul(other: Operand): Tensor;
    /** True division: the result is float32. Shapes broadcast. */
    div(other: Operand): Tensor;
    /** The quotient rounded down. Shapes broadcast. */
    floorDivide(other: Operand): Tensor;
    /** The rest of a division, with the sign of the divisor. Shapes broadcast. */
    remainder(other: Operand): Tensor;
    /** To the power of `exponent`; shapes broadcast. */
    pow(exponent: Operand): Tensor;
    /** The larger one; shapes broadcast. */
    maximum(other: Operand): Tensor;
    /** The smaller one; shapes broadcast. */
    minimum(other: Operand): Tensor;
    /** At least `min` and at most `max`. */
    clamp(min?: number, max?: number): Tensor;
  }
}

function clamp(x: Tensor, min: number, max: number): Tensor {
  if (x.dtype !== 'float32' && max === Infinity) return x.maximum(min);
  if (x.dtype !== 'float32' && min === -Infinity) return x.minimum(max);
  return runKernel('ClipByValue', 'clamp', { x }, { clipValueMin: min, clipValueMax: max });
}

defineMethods({
  add(other) {
    return asOneOperation(() => binary('Add', 'add', this, other, 'int32'));
  },
  sub(other) {
    return asOneOperation(() => binary('Sub', 'sub', this, other, 'int32'));
  },
  mul(other) {
    return asOneOperation(() => binary('Multiply', 'mul', this, other, 'int32'));
  },
  div(other) {
    return asOneOperation(() => binary('RealDiv', 'div', this, other, 'float32'));
  },
  floorDivide(other) {
    return asOneOperation(() => {
      const quotient = binary('RealDiv', 'floorDivide', this, other, 'float32');
      const whole =
        this.dtype !== 'float32' &&
        (typeof other === 'number' ? Number.isInteger(other) : other.dtype !== 'float32');
      return whole ? cast(quotient.floor(), 'int32') : quotient.floor();
    });
  },
  remainder(other) {
    return asOneOperation(() => binary('Mod', 'remainder', this, other, 'int32'));
  },
  pow(exponent) {
    if (exponent === 2) return this.square();
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
    return asOneOperation(() => binary('Maximum', 'maximum', this, other));
  },
  minimum(other) {
    return asOneOperation(() => binary('Minimum', 'minimum', this, other));
  },
  clamp(min = -Infinity, max = Infinity) {
    return asOneOperation(() => clamp(this, min, max));
  },
});
