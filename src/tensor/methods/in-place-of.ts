/** The operations of other files, done to the tensor itself: `x.exp_()` as `x.exp()`. */
import { defineMethods } from '../define.js';
import type { Operand } from '../operands.js';
import { Tensor } from '../tensor.js';
import { change } from './in-place.js';
import type { ScaledSumOptions } from './products.js';

declare module '../tensor.js' {
  interface Tensor {
    abs_(): this;
    neg_(): this;
    sign_(): this;
    square_(): this;
    floor_(): this;
    ceil_(): this;
    round_(): this;
    trunc_(): this;
    frac_(): this;
    sqrt_(): this;
    rsqrt_(): this;
    reciprocal_(): this;
    exp_(): this;
    exp2_(): this;
    expm1_(): this;
    log_(): this;
    log1p_(): this;
    log2_(): this;
    log10_(): this;
    sin_(): this;
    cos_(): this;
    tan_(): this;
    asin_(): this;
    acos_(): this;
    atan_(): this;
    sinh_(): this;
    cosh_(): this;
    tanh_(): this;
    sigmoid_(): this;
    erf_(): this;
    erfc_(): this;
    relu_(): this;
    logit_(eps?: number): this;
    nanToNum_(nan?: number, posinf?: number, neginf?: number): this;
    clip_(min?: number, max?: number): this;
    clampMin_(min: number): this;
    clampMax_(max: number): this;
    pow_(exponent: Operand): this;
    remainder_(other: Operand): this;
    fmod_(other: Operand): this;
    floorDivide_(other: Operand): this;
    lerp_(end: Tensor, weight: Operand): this;
    addcmul_(a: Tensor, b: Tensor, options?: { value?: number }): this;
    addcdiv_(a: Tensor, b: Tensor, options?: { value?: number }): this;
    addmm_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    baddbmm_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    cumsum_(dim: number): this;
    cumprod_(dim: number): this;
    tril_(diagonal?: number): this;
    triu_(diagonal?: number): this;
    maskedFill_(mask: Tensor, value: Operand): this;
    maskedScatter_(mask: Tensor, source: Tensor): this;
    scatter_(dim: number, index: Tensor, source: Operand): this;
    scatterAdd_(dim: number, index: Tensor, source: Tensor): this;
    indexAdd_(dim: number, index: Tensor, source: Tensor): this;
    indexCopy_(dim: number, index: Tensor, source: Tensor): this;
    indexFill_(dim: number, index: Tensor, value: number): this;
    logicalNot_(): this;
    logicalAnd_(other: Tensor): this;
    logicalOr_(other: Tensor): this;
    hypot_(other: Tensor): this;
    xlogy_(other: Tensor): this;
    /** Puts a value on the diagonal of a matrix. */
    fillDiagonal_(value: number): this;
    /** As `setAt`, by index tensors. */
    indexPut_(
      indices: readonly Tensor[],
      values: Operand,
      options?: { accumulate?: boolean },
    ): this;
    /** Forgets the tensor's past. */
    detach_(): this;
  }
}

/** Methods that give a tensor of the same shape and type. */
const OPERATIONS = [
  'abs',
  'neg',
  'sign',
  'square',
  'floor',
  'ceil',
  'round',
  'trunc',
  'frac',
  'sqrt',
  'rsqrt',
  'reciprocal',
  'exp',
  'exp2',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'sigmoid',
  'erf',
  'erfc',
  'relu',
  'logit',
  'nanToNum',
  'clip',
  'clampMin',
  'clampMax',
  'pow',
  'remainder',
  'fmod',
  'floorDivide',
  'lerp',
  'addcmul',
  'addcdiv',
  'addmm',
  'baddbmm',
  'cumsum',
  'cumprod',
  'tril',
  'triu',
  'maskedFill',
  'maskedScatter',
  'scatter',
  'scatterAdd',
  'indexAdd',
  'indexCopy',
  'indexFill',
  'logicalNot',
  'logicalAnd',
  'logicalOr',
  'hypot',
  'xlogy',
] as const satisfies readonly (keyof Tensor)[];

for (const name of OPERATIONS) {
  const inPlace = `${name}_`;
  Object.defineProperty(Tensor.prototype, inPlace, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...args: unknown[]): Tensor {
      const method = this[name] as (...given: unknown[]) => Tensor;
      return change(this, inPlace, (x) => Reflect.apply(method, x, args));
    },
  });
}

defineMethods({
  fillDiagonal_(value) {
    const size = Math.min(...this.shape);
    const places = Int32Array.from({ length: size }, (_, i) => i);
    return this.setAt([[...places], [...places]], value);
  },
  indexPut_(indices, values, options) {
    return this.setAt(indices, values, options);
  },
  detach_() {
    this.gradFn = undefined;
    return this;
  },
});
