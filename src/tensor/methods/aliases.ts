/** Second names that PyTorch has for operations. */
import type { Operand } from '../operands.js';
import { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    absolute(): Tensor;
    negative(): Tensor;
    multiply(other: Operand): Tensor;
    divide(other: Operand): Tensor;
    trueDivide(other: Operand): Tensor;
    subtract(other: Operand): Tensor;
    greater(other: Operand): Tensor;
    greaterEqual(other: Operand): Tensor;
    less(other: Operand): Tensor;
    lessEqual(other: Operand): Tensor;
    notEqual(other: Operand): Tensor;
    arcsin(): Tensor;
    arccos(): Tensor;
    arctan(): Tensor;
    arcsinh(): Tensor;
    arccosh(): Tensor;
    arctanh(): Tensor;
    fix(): Tensor;
    broadcastTo(shape: readonly number[]): Tensor;
    moveaxis(source: number, destination: number): Tensor;
    swapdims(dim0: number, dim1: number): Tensor;
    argwhere(): Tensor;
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
  fix: 'trunc',
  broadcastTo: 'expand',
  moveaxis: 'movedim',
  swapdims: 'transpose',
  argwhere: 'nonzero',
  ger: 'outer',
} as const satisfies Record<string, keyof Tensor>;

for (const [name, of] of Object.entries(ALIASES)) {
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value: Tensor.prototype[of],
  });
}
