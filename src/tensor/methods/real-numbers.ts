/** What PyTorch has for complex numbers too, of real ones, and questions about types. */
import { defineMethods } from '../define.js';
import { where } from '../joining.js';
import { asOneOperation } from '../kernel.js';
import { cast } from '../operands.js';

declare module '../tensor.js' {
  interface Tensor {
    /** The tensor itself: all are real. */
    readonly real: Tensor;
    /** The tensor itself: all are real. */
    conj(): Tensor;
    /** As `mT`: matrices `[..., n, m]` become `[..., m, n]`. */
    adjoint(): Tensor;
    /** As `T`, of a matrix `[n, m]`. */
    readonly H: Tensor;
    /** As `mT`: matrices `[..., n, m]` become `[..., m, n]`. */
    readonly mH: Tensor;
    /** 0 of positive numbers, pi of negative ones; float32. */
    angle(): Tensor;
    /** True everywhere: all are real. */
    isreal(): Tensor;
    /** False: there are no complex numbers in a tensor; see `ComplexTensor`. */
    isComplex(): boolean;
    /** Whether the type has negative numbers: all but bool. */
    isSigned(): boolean;
    /** Whether the only element is not 0. @throws ShapeError when there are more. */
    isNonzero(): boolean;
    /** The bytes of an element: 4, of bool 1. */
    readonly itemsize: number;
    /** The tensor itself. */
    positive(): Tensor;
  }
}

defineMethods({
  get real() {
    return this;
  },
  conj() {
    return this;
  },
  adjoint() {
    return this.mT;
  },
  get H() {
    return this.T;
  },
  get mH() {
    return this.mT;
  },
  angle() {
    return asOneOperation(() => {
      const x = cast(this, 'float32');
      return where(x.isnan(), x, x.lt(0).float().mul(Math.PI));
    });
  },
  isreal() {
    return this.newOnes(this.shape).bool();
  },
  isComplex() {
    return false;
  },
  isSigned() {
    return this.dtype !== 'bool';
  },
  isNonzero() {
    return this.item() !== 0;
  },
  get itemsize() {
    return this.elementSize();
  },
  positive() {
    return this;
  },
});
