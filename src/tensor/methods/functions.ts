/** More functions of one tensor, element by element: hyperbolic, logarithms, parts of numbers. */
import { type ByName, defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkTensor } from '../operands.js';
import { erfcx } from '../special/normal.js';
import { real } from './unary.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The hyperbolic sine. */
    sinh(): Tensor;
    /** The hyperbolic cosine. */
    cosh(): Tensor;
    /** The angle of this sine, in radians, -pi / 2 to pi / 2. */
    asin(): Tensor;
    /** The angle of this cosine, in radians, 0 to pi. */
    acos(): Tensor;
    /** The angle of this tangent, in radians, -pi / 2 to pi / 2. */
    atan(): Tensor;
    /** The inverse of `sinh`. */
    asinh(): Tensor;
    /** The inverse of `cosh`. */
    acosh(): Tensor;
    /** The inverse of `tanh`. */
    atanh(): Tensor;
    /** The logarithm to base 2. */
    log2(): Tensor;
    /** The logarithm to base 10. */
    log10(): Tensor;
    /** 2 to the power of each element. */
    exp2(): Tensor;
    /** 1 - erf(x) */
    erfc(): Tensor;
    /** log(x / (1 - x)), of x kept between `eps` and 1 - `eps` where that is given. */
    logit(eps?: number | ByName<{ eps?: number }>): Tensor;
    /** Without what stands behind the point. */
    trunc(): Tensor;
    /** What stands behind the point, with the number's sign. */
    frac(): Tensor;
    /** Other numbers for NaN (default 0) and infinities (default the largest there are). */
    nanToNum(
      nan?: number | ByName<{ nan?: number; posinf?: number; neginf?: number }>,
      posinf?: number,
      neginf?: number,
    ): Tensor;
    /** 0 below 0, `value` at 0, 1 above. Shapes broadcast. PyTorch: `torch.heaviside`. */
    heaviside(value: Tensor): Tensor;
  }
}

const MOST = 3.4028234663852886e38;

defineMethods({
  sinh: real('Sinh', 'sinh'),
  cosh: real('Cosh', 'cosh'),
  asin: real('Asin', 'asin'),
  acos: real('Acos', 'acos'),
  atan: real('Atan', 'atan'),
  asinh: real('Asinh', 'asinh'),
  acosh: real('Acosh', 'acosh'),
  atanh: real('Atanh', 'atanh'),
  log2() {
    return asOneOperation(() => this.log().mul(Math.LOG2E));
  },
  log10() {
    return asOneOperation(() => this.log().mul(Math.LOG10E));
  },
  exp2() {
    return asOneOperation(() => this.mul(Math.LN2).exp());
  },
  erfc() {
    return asOneOperation(() => {
      // 1 - erf(x) would be 0 where erf(x) rounds to 1; its slope is right everywhere.
      const inverted = this.erf().neg();
      const known = inverted.detach();
      const isTail = this.detach().gt(0.5);
      const x = where(isTail, this.detach(), 0.5);
      const tail = erfcx(x).mul(x.square().neg().exp());
      return where(isTail, tail, known.add(1)).add(inverted.sub(known));
    });
  },
  logit(eps) {
    return asOneOperation(() => {
      const x = cast(this, 'float32');
      if (eps === undefined) {
        // Outside of 0 to 1 the gradient is NaN too, as PyTorch has it.
        const inside = x.mul(where(x.lt(0).logicalOr(x.gt(1)), NaN, 1));
        return inside.log().sub(inside.neg().log1p());
      }
      // As PyTorch, also where eps is above 0.5: what is not moved up may be moved down.
      const kept = where(x.lt(eps), eps, where(x.gt(1 - eps), 1 - eps, x));
      return kept.log().sub(kept.neg().log1p());
    });
  },
  trunc() {
    if (this.dtype !== 'float32') return this;
    return asOneOperation(() => where(this.lt(0), this.ceil(), this.floor()));
  },
  frac() {
    return asOneOperation(() => this.sub(this.trunc()));
  },
  nanToNum(nan = 0, posinf = MOST, neginf = -MOST) {
    if (this.dtype !== 'float32') return this.clone();
    return asOneOperation(() => {
      const numbers = where(this.isnan(), nan, this);
      return where(numbers.eq(Infinity), posinf, where(numbers.eq(-Infinity), neginf, numbers));
    });
  },
  heaviside(value) {
    checkTensor('heaviside', value, 'the value at 0');
    return asOneOperation(() => where(this.eq(0), value, cast(this.gt(0), this.dtype)));
  },
});
