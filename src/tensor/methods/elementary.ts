/** Rarer functions, element by element. */

import { defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkOperand, checkTensor, constant, type Operand } from '../operands.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The size of this with the sign of the other. Shapes broadcast. */
    copysign(other: Operand): Tensor;
    /** The larger one; where one is NaN, the other. Shapes broadcast. */
    fmax(other: Tensor): Tensor;
    /** The smaller one; where one is NaN, the other. Shapes broadcast. */
    fmin(other: Tensor): Tensor;
    /** log2(2^x + 2^y). Shapes broadcast. */
    logaddexp2(other: Tensor): Tensor;
    /** sin(pi x) / (pi x), 1 at 0. */
    sinc(): Tensor;
    /** As `sign`: there are no complex numbers. */
    sgn(): Tensor;
    /** Whether the element's sign is negative, that of -0 too. */
    signbit(): Tensor;
    /** Where it is plus infinity; bool. */
    isposinf(): Tensor;
    /** Where it is minus infinity; bool. */
    isneginf(): Tensor;
    /** From degrees to radians. */
    deg2rad(): Tensor;
    /** From radians to degrees. */
    rad2deg(): Tensor;
    /** This where the condition is true, the other elsewhere. Shapes broadcast. */
    where(condition: Tensor, other: Operand): Tensor;
  }
}

const OTHER = 'the other operand';

/** So near to 0 two terms of sin(x) / x after the 1 are as good as all. */
const SMALL = 0.1;

/** Where the sign is negative, of -0 too. */
const below0 = (x: Tensor): Tensor => x.lt(0).logicalOr(x.float().reciprocal().lt(0));

defineMethods({
  copysign(other) {
    checkOperand('copysign', other);
    return asOneOperation(() => {
      const size = cast(this, 'float32').abs();
      const isNegative = below0(typeof other === 'number' ? constant(other, 'float32') : other);
      return where(isNegative, size.neg(), size);
    });
  },
  fmax(other) {
    checkTensor('fmax', other, OTHER);
    return asOneOperation(() => {
      const larger = where(other.isnan(), this, this.maximum(other));
      return where(this.isnan(), other, larger);
    });
  },
  fmin(other) {
    checkTensor('fmin', other, OTHER);
    return asOneOperation(() => {
      const smaller = where(other.isnan(), this, this.minimum(other));
      return where(this.isnan(), other, smaller);
    });
  },
  logaddexp2(other) {
    checkTensor('logaddexp2', other, OTHER);
    return asOneOperation(() => this.mul(Math.LN2).logaddexp(other.mul(Math.LN2)).mul(Math.LOG2E));
  },
  sinc() {
    return asOneOperation(() => {
      const x = this.mul(Math.PI);
      // Twice `where`, so that nothing is divided by 0 on the way back either; and a series, since on it digits would be lost.
      const isSmall = x.abs().lt(SMALL);
      const safe = where(isSmall, 1, x);
      const square = where(isSmall, x, 0).square();
      const series = square
        .mul(1 / 120)
        .sub(1 / 6)
        .mul(square)
        .add(1);
      return where(isSmall, series, safe.sin().div(safe));
    });
  },
  sgn() {
    return this.sign();
  },
  signbit() {
    return below0(this);
  },
  isposinf() {
    return this.eq(Infinity);
  },
  isneginf() {
    return this.eq(-Infinity);
  },
  deg2rad() {
    return this.mul(Math.PI / 180);
  },
  rad2deg() {
    return this.mul(180 / Math.PI);
  },
  where(condition, other) {
    return where(condition, this, other);
  },
});
