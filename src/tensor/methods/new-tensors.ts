/** Tensors of the type of another, and questions about a tensor. */
import { full, tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import type { NestedInput } from '../nested.js';
import { checkTensor } from '../operands.js';
import { type Sizes, sizesOf } from '../shapes.js';

declare module '../tensor.js' {
  interface Tensor {
    /** A tensor of these values, of this one's type. */
    newTensor(values: NestedInput): Tensor;
    /** A tensor of zeros, of this one's type. */
    newZeros(...shape: Sizes): Tensor;
    /** A tensor of ones, of this one's type. */
    newOnes(...shape: Sizes): Tensor;
    /** A tensor of one value, of this one's type. */
    newFull(shape: readonly number[], value: number): Tensor;
    /** A tensor of zeros, of this one's type, as `empty` gives it. */
    newEmpty(...shape: Sizes): Tensor;
    /** The bytes of an element: 4, of bool 1. */
    elementSize(): number;
    /** The bytes of all elements. */
    readonly nbytes: number;
    /** In the type of `other`. The shape stays. */
    typeAs(other: Tensor): Tensor;
    /** As int: there is no int64. */
    long(): Tensor;
    /** Another name of `numel`. */
    nelement(): number;
    /** Another name of `dim`. */
    ndimension(): number;
    /** Whether the type is float32. */
    isFloatingPoint(): boolean;
    /** Whether the shapes are equal. */
    isSameSize(other: Tensor): boolean;
    /** As `toArray`. */
    tolist(): ReturnType<Tensor['toArray']>;
  }
}

defineMethods({
  newTensor(values) {
    return tensor(values, undefined, this.dtype);
  },
  newZeros(...shape) {
    return full(sizesOf('newZeros', shape), 0, this.dtype);
  },
  newOnes(...shape) {
    return full(sizesOf('newOnes', shape), 1, this.dtype);
  },
  newFull(shape, value) {
    return full(shape, value, this.dtype);
  },
  newEmpty(...shape) {
    return full(sizesOf('newEmpty', shape), 0, this.dtype);
  },
  elementSize() {
    return this.dtype === 'bool' ? 1 : 4;
  },
  get nbytes() {
    return this.numel() * this.elementSize();
  },
  typeAs(other) {
    checkTensor('typeAs', other, 'what has the type');
    return this.to(other.dtype);
  },
  long() {
    return this.int();
  },
  nelement() {
    return this.numel();
  },
  ndimension() {
    return this.ndim;
  },
  isFloatingPoint() {
    return this.dtype === 'float32';
  },
  isSameSize(other) {
    checkTensor('isSameSize', other, 'the other operand');
    return `${this.shape}` === `${other.shape}`;
  },
  tolist() {
    return this.toArray();
  },
});
