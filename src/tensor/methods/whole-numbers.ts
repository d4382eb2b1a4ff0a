/** Functions of whole numbers, element by element. Divisors are computed on the host. */
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { DtypeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { checkOperand, checkTensor, constant, type Operand } from '../operands.js';
import { broadcastShape } from '../shapes.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The greatest common divisor, of int32; 0 of zeros. Shapes broadcast. @throws DtypeError for fractions. */
    gcd(other: Tensor): Tensor;
    /** The least common multiple, of int32. Shapes broadcast. @throws DtypeError for fractions. */
    lcm(other: Tensor): Tensor;
    /** Times 2 to the power of `other`, of int32. Shapes broadcast. @throws DtypeError for fractions. */
    bitwiseLeftShift(other: Operand): Tensor;
    /** Divided by 2 to the power of `other`, rounded down, of int32. Shapes broadcast. @throws DtypeError for fractions. */
    bitwiseRightShift(other: Operand): Tensor;
  }
}

/** @throws DtypeError for fractions. */
function checkWhole(operation: string, x: Tensor): void {
  if (x.dtype === 'int32') return;
  throw new DtypeError(operation, `it takes int32, got ${x.dtype}. Use int().`);
}

/** Of each pair of whole numbers. */
function ofPairs(
  operation: string,
  a: Tensor,
  b: Tensor,
  compute: (x: number, y: number) => number,
): Tensor {
  checkWhole(operation, a);
  checkWhole(operation, b);
  const shape = broadcastShape(operation, a.shape, b.shape);
  const [left, right] = [a.expand(shape).dataSync(), b.expand(shape).dataSync()];
  const values = Int32Array.from(left, (value, i) => compute(value, right[i]));
  return tensor(values, shape);
}

/** By Euclid. */
function greatestDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

const shift = (
  operation: 'bitwiseLeftShift' | 'bitwiseRightShift',
  compute: (x: number, by: number) => number,
) =>
  function (this: Tensor, other: Operand): Tensor {
    checkOperand(operation, other);
    const by = typeof other === 'number' ? constant(other, 'int32') : other;
    return asOneOperation(() => ofPairs(operation, this, by, compute));
  };

defineMethods({
  gcd(other) {
    checkTensor('gcd', other, 'the other operand');
    return asOneOperation(() => ofPairs('gcd', this, other, greatestDivisor));
  },
  lcm(other) {
    checkTensor('lcm', other, 'the other operand');
    return asOneOperation(() =>
      ofPairs('lcm', this, other, (a, b) =>
        a === 0 || b === 0 ? 0 : Math.abs((a / greatestDivisor(a, b)) * b),
      ),
    );
  },
  bitwiseLeftShift: shift('bitwiseLeftShift', (x, by) => x << by),
  bitwiseRightShift: shift('bitwiseRightShift', (x, by) => x >> by),
});
