/** Comparisons and logic; results are truth values. */
import { defineMethods } from '../define.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { binary, cast, type Operand } from '../operands.js';
import type { Tensor } from '../tensor.js';

/** How close `allclose` wants numbers to be. */
export interface ClosenessOptions {
  rtol?: number;
  atol?: number;
}

declare module '../tensor.js' {
  interface Tensor {
    eq(other: Operand): Tensor;
    ne(other: Operand): Tensor;
    lt(other: Operand): Tensor;
    le(other: Operand): Tensor;
    gt(other: Operand): Tensor;
    ge(other: Operand): Tensor;
    logicalNot(): Tensor;
    logicalAnd(other: Tensor): Tensor;
    logicalOr(other: Tensor): Tensor;
    /** Whether shape and all values are the same. */
    equal(other: Tensor): boolean;
    /** Whether all values are within atol + rtol * |other| of the other's. PyTorch: `torch.allclose`. */
    allclose(other: Tensor, options?: ClosenessOptions): boolean;
  }
}

const compare = (kernel: string, operation: string) =>
  function (this: Tensor, other: Operand): Tensor {
    return asOneOperation(() => binary(kernel, operation, this, other));
  };

const logical = (kernel: string, operation: string) =>
  function (this: Tensor, other: Tensor): Tensor {
    return asOneOperation(() => binary(kernel, operation, cast(this, 'bool'), cast(other, 'bool')));
  };

defineMethods({
  eq: compare('Equal', 'eq'),
  ne: compare('NotEqual', 'ne'),
  lt: compare('Less', 'lt'),
  le: compare('LessEqual', 'le'),
  gt: compare('Greater', 'gt'),
  ge: compare('GreaterEqual', 'ge'),
  logicalAnd: logical('LogicalAnd', 'logicalAnd'),
  logicalOr: logical('LogicalOr', 'logicalOr'),
  logicalNot() {
    return asOneOperation(() => runKernel('LogicalNot', 'logicalNot', { x: cast(this, 'bool') }));
  },
  equal(other) {
    if (`${this.shape}` !== `${other.shape}`) return false;
    const theirs = other.dataSync();
    return this.dataSync().every((value, i) => value === theirs[i]);
  },
  allclose(other, { rtol = 1e-5, atol = 1e-8 } = {}) {
    if (`${this.shape}` !== `${other.shape}`) return false;
    const theirs = other.dataSync();
    return this.dataSync().every(
      (value, i) =>
        value === theirs[i] || Math.abs(value - theirs[i]) <= atol + rtol * Math.abs(theirs[i]),
    );
  },
});
