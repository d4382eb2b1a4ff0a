/** Arithmetic of several tensors in one step, and further operations of two. */

import { defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { binary, checkOperand, checkTensor, constant, type Operand } from '../operands.js';
import { withDefaults } from '../options.js';
import { type Bounds, checkDivisor } from './arithmetic.js';
import { CLOSENESS, type ClosenessOptions } from './comparison.js';

declare module '../tensor.js' {
  interface Tensor {
    /** x + value * a * b. Shapes broadcast. */
    addcmul(a: Tensor, b: Tensor, options?: { value?: number }): Tensor;
    /** x + value * a / b. Shapes broadcast. */
    addcdiv(a: Tensor, b: Tensor, options?: { value?: number }): Tensor;
    /** x + weight * (end - x). Shapes broadcast. */
    lerp(end: Tensor, weight: Operand): Tensor;
    /**
     * The rest of a division, with the sign of the tensor. Shapes broadcast.
     * @throws OptionError for whole numbers by the number 0.
     */
    fmod(other: Operand): Tensor;
    /** The angle of (other, x), from -pi to pi. Shapes broadcast. */
    atan2(other: Tensor): Tensor;
    /** The length of the hypotenuse. Shapes broadcast. */
    hypot(other: Tensor): Tensor;
    /** x * log(other), 0 where x is 0. Shapes broadcast. */
    xlogy(other: Operand): Tensor;
    /** log(exp(x) + exp(other)), computed so that it doesn't overflow. Shapes broadcast. */
    logaddexp(other: Tensor): Tensor;
    /** As `clamp`. */
    clip(min?: number | Bounds, max?: number): Tensor;
    /** At least `min`. */
    clampMin(min: number): Tensor;
    /** At most `max`. */
    clampMax(max: number): Tensor;
    /** Where one but not both are true; shapes broadcast. */
    logicalXor(other: Tensor): Tensor;
    /** Where numbers are within atol + rtol * |other| of the other's. Shapes broadcast. */
    isclose(other: Tensor, options?: ClosenessOptions): Tensor;
  }
}

defineMethods({
  addcmul(a, b, options = {}) {
    checkTensor('addcmul', a, 'the first factor');
    const { value } = withDefaults('addcmul', options, { value: 1 });
    return asOneOperation(() => this.add(a.mul(b).mul(value)));
  },
  addcdiv(a, b, options = {}) {
    checkTensor('addcdiv', a, 'the dividend');
    const { value } = withDefaults('addcdiv', options, { value: 1 });
    return asOneOperation(() => this.add(a.div(b).mul(value)));
  },
  lerp(end, weight) {
    checkTensor('lerp', end, 'the end');
    return asOneOperation(() => this.add(end.sub(this).mul(weight)));
  },
  fmod(other) {
    checkDivisor('fmod', this, other);
    return asOneOperation(() => {
      const whole = this.div(other, { roundingMode: 'trunc' });
      // By an infinity nothing is divided, and 0 times it is NaN.
      return where(whole.eq(0), this, this.sub(whole.mul(other)));
    });
  },
  atan2(other) {
    return asOneOperation(() => binary('Atan2', 'atan2', this, other, 'float32'));
  },
  hypot(other) {
    checkTensor('hypot', other, 'the other operand');
    return asOneOperation(() => {
      const largest = this.detach().abs().maximum(other.detach().abs());
      // Powers of 2, so that no square is too large or too small and nothing is rounded.
      const by = where(largest.gt(2 ** 60), 2 ** -70, where(largest.lt(2 ** -40), 2 ** 100, 1));
      const length = this.mul(by).square().add(other.mul(by).square()).sqrt().div(by);
      const isInfinite = this.isinf().logicalOr(other.isinf());
      return where(isInfinite.logicalAnd(length.isnan()), Infinity, length);
    });
  },
  xlogy(operand) {
    checkOperand('xlogy', operand);
    return asOneOperation(() => {
      const other = typeof operand === 'number' ? constant(operand, 'float32') : operand;
      const none = this.eq(0).logicalAnd(other.le(0).logicalOr(other.isinf()));
      return where(none, 0, this.mul(where(none, 1, other).log()));
    });
  },
  logaddexp(other) {
    return asOneOperation(() => {
      // Equal infinities too are 0 apart.
      const apart = where(this.eq(other), 0, this.sub(other));
      return this.maximum(other).add(apart.abs().neg().exp().log1p());
    });
  },
  clip(min, max) {
    return this.clamp(min, max);
  },
  clampMin(min) {
    return this.clamp(min);
  },
  clampMax(max) {
    return this.clamp(undefined, max);
  },
  logicalXor(other) {
    checkTensor('logicalXor', other, 'the other operand');
    return asOneOperation(() => this.bool().ne(other.bool()));
  },
  isclose(other, options = {}) {
    checkTensor('isclose', other, 'the other operand');
    const { rtol, atol, equalNan } = withDefaults('isclose', options, CLOSENESS);
    return asOneOperation(() => {
      const distance = this.sub(other).abs();
      // All is within a share of an infinity, but nothing finite is close to one.
      const near = distance
        .le(other.abs().mul(rtol).add(atol))
        .logicalAnd(distance.isinf().logicalNot());
      const same = this.eq(other).logicalOr(near);
      return equalNan ? same.logicalOr(this.isnan().logicalAnd(other.isnan())) : same;
    });
  },
});
