/** More operations of other files, done to the tensor itself: second names, and rarer ones. */
import { cast, type Operand } from '../operands.js';
import { Tensor } from '../tensor.js';
import { change } from './in-place.js';
import { defineInPlace } from './in-place-of.js';
import type { ScaledSumOptions } from './products.js';
import type { ScatterReduceOptions, ScatterReduction } from './scatter.js';
import type { PutOptions } from './scatter-parts.js';

declare module '../tensor.js' {
  interface Tensor {
    /** `absolute` in place. */
    absolute_(): this;
    /** `addbmm` in place; `a` is `[batch, n, m]`, `b` `[batch, m, p]`. */
    addbmm_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    /** `addmv` in place; this is `[n]`, `matrix` `[n, m]`, `vector` `[m]`. */
    addmv_(matrix: Tensor, vector: Tensor, options?: ScaledSumOptions): this;
    /** `addr` in place; this is `[n, m]`, `a` `[n]`, `b` `[m]`. */
    addr_(a: Tensor, b: Tensor, options?: ScaledSumOptions): this;
    /** `arccos` in place. */
    arccos_(): this;
    /** `arccosh` in place. */
    arccosh_(): this;
    /** `arcsin` in place. */
    arcsin_(): this;
    /** `arcsinh` in place. */
    arcsinh_(): this;
    /** `arctan` in place. */
    arctan_(): this;
    /** `arctan2` in place; `other` broadcasts to this shape. */
    arctan2_(other: Tensor): this;
    /** `arctanh` in place. */
    arctanh_(): this;
    /** `bitwiseLeftShift` in place; `other` broadcasts to this shape. */
    bitwiseLeftShift_(other: Operand): this;
    /** `bitwiseRightShift` in place; `other` broadcasts to this shape. */
    bitwiseRightShift_(other: Operand): this;
    /** `deg2rad` in place. */
    deg2rad_(): this;
    /** `fix` in place. */
    fix_(): this;
    /** `gcd` in place; `other` broadcasts to this shape. */
    gcd_(other: Tensor): this;
    /** `heaviside` in place; `value` broadcasts to this shape. */
    heaviside_(value: Tensor): this;
    /** `indexReduce` in place; `index` is `[n]`. */
    indexReduce_(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Exclude<ScatterReduction, 'sum'>,
      options?: ScatterReduceOptions,
    ): this;
    /** `lcm` in place; `other` broadcasts to this shape. */
    lcm_(other: Tensor): this;
    /** `ldexp` in place; `other` broadcasts to this shape. */
    ldexp_(other: Operand): this;
    /** `mvlgamma` in place. */
    mvlgamma_(p: number): this;
    /** `nextafter` in place; `other` broadcasts to this shape. */
    nextafter_(other: Tensor): this;
    /** `put` in place; `index` and `source` have the same shape. */
    put_(index: Tensor, source: Tensor, options?: PutOptions): this;
    /** `rad2deg` in place. */
    rad2deg_(): this;
    /** `renorm` in place. */
    renorm_(p: number, dim: number, maxnorm: number): this;
    /** `trueDivide` in place; `other` broadcasts to this shape. */
    trueDivide_(other: Operand): this;
    /** `eq` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    eq_(other: Operand): this;
    /** `ne` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    ne_(other: Operand): this;
    /** `lt` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    lt_(other: Operand): this;
    /** `le` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    le_(other: Operand): this;
    /** `gt` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    gt_(other: Operand): this;
    /** `ge` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    ge_(other: Operand): this;
    /** `greater` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    greater_(other: Operand): this;
    /** `greaterEqual` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    greaterEqual_(other: Operand): this;
    /** `less` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    less_(other: Operand): this;
    /** `lessEqual` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    lessEqual_(other: Operand): this;
    /** `notEqual` in place, as 1 and 0 of this type; `other` broadcasts to this shape. */
    notEqual_(other: Operand): this;
  }
}

defineInPlace([
  'absolute',
  'addbmm',
  'addmv',
  'addr',
  'arccos',
  'arccosh',
  'arcsin',
  'arcsinh',
  'arctan',
  'arctan2',
  'arctanh',
  'bitwiseLeftShift',
  'bitwiseRightShift',
  'deg2rad',
  'fix',
  'gcd',
  'heaviside',
  'indexReduce',
  'lcm',
  'ldexp',
  'mvlgamma',
  'nextafter',
  'put',
  'rad2deg',
  'renorm',
  'trueDivide',
]);

const COMPARISONS = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'notEqual',
] as const;

for (const name of COMPARISONS) {
  const inPlace = `${name}_`;
  Object.defineProperty(Tensor.prototype, inPlace, {
    configurable: true,
    writable: true,
    value(this: Tensor, other: Operand): Tensor {
      return change(this, inPlace, (x) => cast(x[name](other), x.dtype));
    },
  });
}
