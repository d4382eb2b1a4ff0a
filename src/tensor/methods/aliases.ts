/** Second names that PyTorch has for operations. */
import type { Operand } from '../operands.js';
import type { Sizes } from '../shapes.js';
import { Tensor } from '../tensor.js';
import type { AlphaOptions, DivisionOptions } from './arithmetic.js';
import type { Dims } from './reduction.js';

declare module '../tensor.js' {
  interface Tensor {
    /** Another name of `abs`. */
    absolute(): Tensor;
    /** Another name of `neg`. */
    negative(): Tensor;
    /** Another name of `mul`: shapes broadcast. */
    multiply(other: Operand): Tensor;
    /** Another name of `div`: shapes broadcast. */
    divide(other: Operand, options?: DivisionOptions): Tensor;
    /** Another name of `div`: shapes broadcast. */
    trueDivide(other: Operand): Tensor;
    /** Another name of `sub`: shapes broadcast. */
    subtract(other: Operand, options?: AlphaOptions): Tensor;
    /** Another name of `gt`: shapes broadcast. */
    greater(other: Operand): Tensor;
    /** Another name of `ge`: shapes broadcast. */
    greaterEqual(other: Operand): Tensor;
    /** Another name of `lt`: shapes broadcast. */
    less(other: Operand): Tensor;
    /** Another name of `le`: shapes broadcast. */
    lessEqual(other: Operand): Tensor;
    /** Another name of `ne`: shapes broadcast. */
    notEqual(other: Operand): Tensor;
    /** Another name of `asin`. */
    arcsin(): Tensor;
    /** Another name of `acos`. */
    arccos(): Tensor;
    /** Another name of `atan`. */
    arctan(): Tensor;
    /** Another name of `asinh`. */
    arcsinh(): Tensor;
    /** Another name of `acosh`. */
    arccosh(): Tensor;
    /** Another name of `atanh`. */
    arctanh(): Tensor;
    /** Another name of `atan2`. Shapes broadcast. */
    arctan2(other: Tensor): Tensor;
    /** Another name of `trunc`. */
    fix(): Tensor;
    /** Another name of `expand`. */
    broadcastTo(...shape: Sizes): Tensor;
    /** Another name of `movedim`. */
    moveaxis(source: Dims, destination: Dims): Tensor;
    /** Another name of `transpose`. */
    swapdims(dim0: number, dim1: number): Tensor;
    /** Another name of `nonzero`. */
    argwhere(): Tensor;
    /** Another name of `outer`: `[n]` and `[m]` give `[n, m]`. */
    ger(other: Tensor): Tensor;
  }
}

const ALIASES = {
  absolute: 'abs',
  negative: 'neg',
  multiply: 'mul',
  divide: 'div',
  trueDivide: 'div',
  subtract: 'sub',
  greater: 'gt',
  greaterEqual: 'ge',
  less: 'lt',
  lessEqual: 'le',
  notEqual: 'ne',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  arctan2: 'atan2',
  fix: 'trunc',
  broadcastTo: 'expand',
  moveaxis: 'movedim',
  swapdims: 'transpose',
  ger: 'outer',
} as const satisfies Record<string, keyof Tensor>;

for (const [name, of] of Object.entries(ALIASES)) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value: Tensor.prototype[of],
  });
}
