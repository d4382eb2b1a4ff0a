/** Numbers of float32 as a mantissa and a power of 2. */
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkOperand, checkTensor, type Operand } from '../operands.js';
import { broadcastShape } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** A pair that has names too. */
export type Frexp = readonly [mantissa: Tensor, exponent: Tensor] & {
  readonly mantissa: Tensor;
  readonly exponent: Tensor;
};

declare module '../tensor.js' {
  interface Tensor {
    /** Mantissas of a size from 1/2 to 1 and exponents, int32, of which x = mantissa * 2^exponent. The shape stays. Read on the host. */
    frexp(): Frexp;
    /** x * 2^other. Shapes broadcast. */
    ldexp(other: Operand): Tensor;
    /** The next number of float32 towards the other, which is read on the host. Shapes broadcast. There is no gradient. */
    nextafter(other: Tensor): Tensor;
    /** As `pow`, in float32 whatever the types are. Shapes broadcast. */
    floatPower(exponent: Operand): Tensor;
  }
}

/** Of a finite number that isn't 0: so that the mantissa lies from 1/2 to 1. */
function exponentOf(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const size = Math.abs(value);
  const near = Math.floor(Math.log2(size)) + 1;
  // Logarithms are rounded.
  if (size / 2 ** near >= 1) return near + 1;
  return size / 2 ** near < 0.5 ? near - 1 : near;
}

const bits = new Int32Array(1);
const single = new Float32Array(bits.buffer);
const LEAST = 2 ** -149;

/** The bits of numbers of one sign are in order. */
function next(from: number, to: number): number {
  if (Number.isNaN(from) || Number.isNaN(to)) return NaN;
  if (from === to) return to;
  if (from === 0) return to > 0 ? LEAST : -LEAST;
  single[0] = from;
  bits[0] += to > from === from > 0 ? 1 : -1;
  return single[0];
}

defineMethods({
  frexp() {
    const x = cast(this, 'float32');
    const exponents = Int32Array.from(x.dataSync(), exponentOf);
    const exponent = tensor(exponents, x.shape);
    // Two factors: one alone is not in float32 where the number is tiny.
    const half = (n: number) => Math.floor(n / 2);
    const powers = (of: (n: number) => number) =>
      tensor(
        Float32Array.from(exponents, (n) => 2 ** -of(n)),
        x.shape,
      );
    const [first, second] = [powers(half), powers((n) => n - half(n))];
    const mantissa = asOneOperation(() => x.mul(first).mul(second));
    const pair: [Tensor, Tensor] = [mantissa, exponent];
    return Object.assign(pair, { mantissa, exponent });
  },
  ldexp(other) {
    checkOperand('ldexp', other);
    return asOneOperation(() => {
      if (typeof other === 'number') return this.mul(2 ** other);
      return tensor(2).pow(other.float()).mul(this);
    });
  },
  nextafter(other) {
    checkTensor('nextafter', other, 'the other operand');
    return asOneOperation(() => {
      const shape = broadcastShape('nextafter', this.shape, other.shape);
      const [from, to] = [this, other].map((x) => x.detach().float().expand(shape).dataSync());
      return tensor(
        Float32Array.from(from, (value, i) => next(value, to[i])),
        shape,
      );
    });
  },
  floatPower(exponent) {
    checkOperand('floatPower', exponent);
    return asOneOperation(() =>
      this.float().pow(typeof exponent === 'number' ? exponent : exponent.float()),
    );
  },
});
