/** The operations of other files, done to the tensor itself: `x.exp_()` as `x.exp()`. */
import { defineMethods } from '../define.js';
import type { Operand } from '../operands.js';
import type { Sole } from '../options.js';
import { Tensor } from '../tensor.js';
import type { AlphaOptions, Bounds } from './arithmetic.js';
import { change } from './in-place.js';
import type { ScaledSumOptions } from './products.js';
import type { Dims } from './reduction.js';
import type { ScatterReduceOptions, ScatterReduction } from './scatter.js';

declare module '../tensor.js' {
  interface Tensor {
    /** `abs` in place. */
    abs_(): this;
    /** `neg` in place. */
    neg_(): this;
    /** `sign` in place. */
    sign_(): this;
    /** `square` in place. */
    square_(): this;
    /** `floor` in place. */
    floor_(): this;
    /** `ceil` in place. */
    ceil_(): this;
    /** `round` in place. */
    round_(decimals?: Sole<'decimals', number>): this;
    /** `trunc` in place. */
    trunc_(): this;
    /** `frac` in place. */
    frac_(): this;
    /** `sqrt` in place. */
    sqrt_(): this;
    /** `rsqrt` in place. */
    rsqrt_(): this;
    /** `reciprocal` in place. */
    reciprocal_(): this;
    /** `exp` in place. */
    exp_(): this;
    /** `exp2` in place. */
    exp2_(): this;
    /** `expm1` in place. */
    expm1_(): this;
    /** `log` in place. */
    log_(): this;
    /** `log1p` in place. */
    log1p_(): this;
    /** `log2` in place. */
    log2_(): this;
    /** `log10` in place. */
    log10_(): this;
    /** `sin` in place. */
    sin_(): this;
    /** `cos` in place. */
    cos_(): this;
    /** `tan` in place. */
    tan_(): this;
    /** `asin` in place. */
    asin_(): this;
    /** `acos` in place. */
    acos_(): this;
    /** `atan` in place. */
    atan_(): this;
    /** `sinh` in place. */
    sinh_(): this;
    /** `cosh` in place. */
    cosh_(): this;
    /** `tanh` in place. */
    tanh_(): this;
    /** `sigmoid` in place. */
    sigmoid_(): this;
    /** `erf` in place. */
    erf_(): this;
    /** `erfc` in place. */
    erfc_(): this;
    /** `relu` in place. */
    relu_(): this;
    /** `logit` in place. */
    logit_(eps?: number): this;
    /** `nanToNum` in place. */
    nanToNum_(nan?: number, posinf?: number, neginf?: number): this;
    /** Another name of `clamp_`. */
    clip_(min?: number | Bounds, max?: number): this;
    /** `clampMin` in place. */
    clampMin_(min: number): this;
    /** `clampMax` in place. */
    clampMax_(max: number): this;
    /** `pow` in place; `exponent` broadcasts to this shape. */
    pow_(exponent: Operand): this;
    /** `remainder` in place; `other` broadcasts to this shape. */
    remainder_(other: Operand): this;
    /** `fmod` in place; `other` broadcasts to this shape. */
    fmod_(other: Operand): this;
    /** `floorDivide` in place; `other` broadcasts to this shape. */
    floorDivide_(other: Operand): this;
    /** `lerp` in place; `end` and `weight` broadcast to this shape. */
    lerp_(end: Tensor, weight: Operand): this;
    /** `addcmul` in place; `a` and `b` broadcast to this shape. */
    addcmul_(a: Tensor, b: Tensor, options?: { value?: number }): this;
    /** `addcdiv` in place; `a` and `b` broadcast to this shape. */
    addcdiv_(a: Tensor, b: Tensor, options?: { value?: number }): this;
    /** `addmm` in place: this is `[n, p]`, `a` `[n, m]`, `b` `[m, p]`. */
    addmm_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    /** `baddbmm` in place: this is `[batch, n, p]`, `a` `[batch, n, m]`, `b` `[batch, m, p]`. */
    baddbmm_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    /** `cumsum` in place. */
    cumsum_(dim: number): this;
    /** `cumprod` in place. */
    cumprod_(dim: number): this;
    /** `tril` in place. */
    tril_(diagonal?: number): this;
    /** `triu` in place. */
    triu_(diagonal?: number): this;
    /** `maskedFill` in place; `mask` broadcasts to this shape. */
    maskedFill_(mask: Tensor, value: Operand): this;
    /** `maskedScatter` in place; `mask` broadcasts to this shape. */
    maskedScatter_(mask: Tensor, source: Tensor): this;
    /** `scatter` in place; `index` and `source` have the same shape. */
    scatter_(dim: number, index: Tensor, source: Operand): this;
    /** `scatterAdd` in place; `index` and `source` have the same shape. */
    scatterAdd_(dim: number, index: Tensor, source: Tensor): this;
    /** `indexAdd` in place, with `index [n]`. */
    indexAdd_(dim: number, index: Tensor, source: Tensor, options?: AlphaOptions): this;
    /** `indexCopy` in place, with `index [n]`. */
    indexCopy_(dim: number, index: Tensor, source: Tensor): this;
    /** `indexFill` in place, with `index [n]`. */
    indexFill_(dim: number, index: Tensor, value: number): this;
    /** `logicalNot` in place. */
    logicalNot_(): this;
    /** `logicalAnd` in place; `other` broadcasts to this shape. */
    logicalAnd_(other: Tensor): this;
    /** `logicalOr` in place; `other` broadcasts to this shape. */
    logicalOr_(other: Tensor): this;
    /** `hypot` in place; `other` broadcasts to this shape. */
    hypot_(other: Tensor): this;
    /** `xlogy` in place; `other` broadcasts to this shape. */
    xlogy_(other: Operand): this;
    /** `copysign` in place; `other` broadcasts to this shape. */
    copysign_(other: Operand): this;
    /** `logicalXor` in place; `other` broadcasts to this shape. */
    logicalXor_(other: Tensor): this;
    /** `scatterReduce` in place; `index` and `source` have the same shape. */
    scatterReduce_(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: ScatterReduction,
      options?: ScatterReduceOptions,
    ): this;
    /** `sgn` in place. */
    sgn_(): this;
    /** `sinc` in place. */
    sinc_(): this;
    /** `asinh` in place. */
    asinh_(): this;
    /** `acosh` in place. */
    acosh_(): this;
    /** `atanh` in place. */
    atanh_(): this;
    /** `atan2` in place; `other` broadcasts to this shape. */
    atan2_(other: Tensor): this;
    /** `bitwiseAnd` in place; `other` broadcasts to this shape. */
    bitwiseAnd_(other: Operand): this;
    /** `bitwiseOr` in place; `other` broadcasts to this shape. */
    bitwiseOr_(other: Operand): this;
    /** `bitwiseXor` in place; `other` broadcasts to this shape. */
    bitwiseXor_(other: Operand): this;
    /** `bitwiseNot` in place. */
    bitwiseNot_(): this;
    /** `lgamma` in place. */
    lgamma_(): this;
    /** `digamma` in place. */
    digamma_(): this;
    /** `erfinv` in place. */
    erfinv_(): this;
    /** Another name of `neg_`. */
    negative_(): this;
    /** Another name of `mul_`; `other` broadcasts to this shape. */
    multiply_(other: Operand): this;
    /** Another name of `div_`; `other` broadcasts to this shape. */
    divide_(other: Operand): this;
    /** Another name of `sub_`; `other` broadcasts to this shape. */
    subtract_(other: Operand, options?: AlphaOptions): this;
    /** `squeeze` in place: the shape changes. */
    squeeze_(dim?: Dims): this;
    /** `unsqueeze` in place: the shape changes. */
    unsqueeze_(dim: number): this;
    /** `transpose` in place: the shape changes. */
    transpose_(dim0: number, dim1: number): this;
    /** Another name of `transpose_`: the shape changes. */
    swapaxes_(dim0: number, dim1: number): this;
    /** Another name of `transpose_`: the shape changes. */
    swapdims_(dim0: number, dim1: number): this;
    /** `t` in place: the shape changes. */
    t_(): this;
    /** Puts a value on the diagonal of a matrix. */
    fillDiagonal_(value: number): this;
    /** As `setAt`, by index tensors. The index tensors broadcast. */
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
  'copysign',
  'logicalXor',
  'scatterReduce',
  'sgn',
  'sinc',
  'asinh',
  'acosh',
  'atanh',
  'atan2',
  'bitwiseAnd',
  'bitwiseOr',
  'bitwiseXor',
  'bitwiseNot',
  'lgamma',
  'digamma',
  'erfinv',
  'negative',
  'multiply',
  'divide',
  'subtract',
] as const satisfies readonly (keyof Tensor)[];

/** Methods that give a tensor of another shape with the same elements. */
const RESHAPING = ['squeeze', 'unsqueeze', 'transpose', 'swapaxes', 'swapdims', 't'] as const;

/** Adds `x.name_()` for each of these methods. */
export function defineInPlace(names: readonly (keyof Tensor & string)[], keepsShape = true): void {
  for (const name of names) {
    const inPlace = `${name}_`;
    Object.defineProperty(Tensor.prototype, inPlace, {
      configurable: true,
      writable: true,
      value(this: Tensor, ...args: unknown[]): Tensor {
        const method = this[name] as (...given: unknown[]) => Tensor;
        const compute = (x: Tensor) => Reflect.apply(method, x, args);
        return change(this, inPlace, compute, { keepsShape });
      },
    });
  }
}

defineInPlace(OPERATIONS);
defineInPlace(RESHAPING, false);

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
