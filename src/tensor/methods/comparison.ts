/** Comparisons and logic; results are truth values. */

import { defineMethods } from '../define.js';
import { DtypeError } from '../errors.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { binary, cast, checkOperand, checkTensor, type Operand } from '../operands.js';
import { withDefaults } from '../options.js';
import { broadcastShape, sizeOf } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** How close `allclose` wants numbers to be. */
export interface ClosenessOptions {
  /** How far apart they may be, as a share of the other. Default 1e-5. */
  rtol?: number;
  /** How far apart they may be. Default 1e-8. */
  atol?: number;
  /** Whether NaN is close to NaN. Default false. */
  equalNan?: boolean;
}

export const CLOSENESS = { rtol: 1e-5, atol: 1e-8, equalNan: false };

declare module '../tensor.js' {
  interface Tensor {
    /** Where both are equal; shapes broadcast, the result is bool. */
    eq(other: Operand): Tensor;
    /** Where they are not equal; shapes broadcast, the result is bool. */
    ne(other: Operand): Tensor;
    /** Where this is less; shapes broadcast, the result is bool. */
    lt(other: Operand): Tensor;
    /** Where this is less or equal; shapes broadcast, the result is bool. */
    le(other: Operand): Tensor;
    /** Where this is greater; shapes broadcast, the result is bool. */
    gt(other: Operand): Tensor;
    /** Where this is greater or equal; shapes broadcast, the result is bool. */
    ge(other: Operand): Tensor;
    /** Where it is false; bool. */
    logicalNot(): Tensor;
    /** Where both are true; shapes broadcast. */
    logicalAnd(other: Tensor): Tensor;
    /** Where one or both are true; shapes broadcast. */
    logicalOr(other: Tensor): Tensor;
    /** The bits that both have, of int32; where both are true, of bool. Shapes broadcast. */
    bitwiseAnd(other: Operand): Tensor;
    /** The bits that one or both have, of int32 or bool. Shapes broadcast. */
    bitwiseOr(other: Operand): Tensor;
    /** The bits that one but not both have, of int32 or bool. Shapes broadcast. */
    bitwiseXor(other: Operand): Tensor;
    /** The bits that it has not, of int32 or bool. */
    bitwiseNot(): Tensor;
    /** Whether shape and all values are the same. */
    equal(other: Tensor): boolean;
    /**
     * Whether all values are within atol + rtol * |other| of the other's. Shapes broadcast. PyTorch:
     * `torch.allclose`.
     */
    allclose(other: Tensor, options?: ClosenessOptions): boolean;
  }
}

const compare = (kernel: string, operation: string) =>
  function (this: Tensor, other: Operand): Tensor {
    return asOneOperation(() => binary(kernel, operation, this, other));
  };

const logical = (kernel: string, operation: string) =>
  function (this: Tensor, other: Tensor): Tensor {
    checkTensor(operation, other, 'the other operand');
    return asOneOperation(() => binary(kernel, operation, cast(this, 'bool'), cast(other, 'bool')));
  };

/** @throws DtypeError for fractions. */
function checkBits(name: string, operand: Operand): void {
  const isWhole =
    typeof operand === 'number' ? Number.isInteger(operand) : operand.dtype !== 'float32';
  if (isWhole) return;
  throw new DtypeError(name, 'bits are those of int32 and bool, got float32. Use int().');
}

/** Both operands' bits, of int32; those of bool are truth values. */
const bitwise = (name: 'bitwiseAnd' | 'bitwiseOr' | 'bitwiseXor') =>
  function (this: Tensor, other: Operand): Tensor {
    checkOperand(name, other);
    checkBits(name, this);
    checkBits(name, other);
    return asOneOperation(() => {
      if (this.dtype === 'bool' && typeof other !== 'number' && other.dtype === 'bool') {
        if (name === 'bitwiseXor') return this.ne(other);
        return name === 'bitwiseAnd' ? this.logicalAnd(other) : this.logicalOr(other);
      }
      // TensorFlow.js has no kernel for the others; sums of int32 wrap around, so no bit is lost.
      const both = binary('BitwiseAnd', name, this, other, 'int32');
      if (name === 'bitwiseAnd') return both;
      return this.int()
        .add(other)
        .sub(name === 'bitwiseOr' ? both : both.mul(2));
    });
  };

defineMethods({
  bitwiseAnd: bitwise('bitwiseAnd'),
  bitwiseOr: bitwise('bitwiseOr'),
  bitwiseXor: bitwise('bitwiseXor'),
  bitwiseNot() {
    checkBits('bitwiseNot', this);
    return asOneOperation(() => (this.dtype === 'bool' ? this.logicalNot() : this.neg().sub(1)));
  },
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
    checkTensor('equal', other, 'the other operand');
    if (`${this.shape}` !== `${other.shape}`) return false;
    const theirs = other.dataSync();
    return this.dataSync().every((value, i) => value === theirs[i]);
  },
  allclose(other, options = {}) {
    checkTensor('allclose', other, 'the other operand');
    withDefaults('allclose', options, CLOSENESS);
    const shape = broadcastShape('allclose', this.shape, other.shape);
    return sizeOf(shape) === 0 || this.isclose(other, options).all().item() === 1;
  },
});
