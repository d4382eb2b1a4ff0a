/** Where elements lie in memory: one after the other, the last dimension fastest. */
import { tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { IndexError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { checkSizes, show, sizeOf, wrapDim } from '../shapes.js';

declare module '../tensor.js' {
  interface Tensor {
    /** How far apart in memory neighbours along each dimension are, or along one. */
    stride(): number[];
    stride(dim: number): number;
    /** True: all of ours are contiguous. */
    isContiguous(): boolean;
    /**
     * The element at place storageOffset + the sum of index * stride of the flattened tensor, for each index of a tensor of
     * shape `size`. A copy, not a view.
     * @throws IndexError where there is no such place.
     */
    asStrided(
      size: readonly number[],
      stride: readonly number[],
      storageOffset?: number | ByName<{ storageOffset?: number }>,
    ): Tensor;
  }
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, i) => sizeOf(shape.slice(i + 1)));

function stride(this: { readonly shape: readonly number[] }): number[];
function stride(this: { readonly shape: readonly number[] }, dim: number): number;
function stride(this: { readonly shape: readonly number[] }, dim?: number): number | number[] {
  const strides = stridesOf(this.shape);
  return dim === undefined ? strides : strides[wrapDim('stride', dim, strides.length)];
}

/** The sum of index * stride for each index of a shape, the last dimension fastest. */
function placesOf(size: readonly number[], strides: readonly number[], offset: number): Int32Array {
  let places = [offset];
  for (const [dim, length] of size.entries()) {
    places = places.flatMap((place) =>
      Array.from({ length }, (_, index) => place + index * strides[dim]),
    );
  }
  return Int32Array.from(places);
}

defineMethods({
  stride,
  isContiguous() {
    return true;
  },
  asStrided(size, strides, storageOffset = 0) {
    checkSizes('asStrided', size);
    checkSizes('asStrided', strides);
    const given = [...size, ...strides, storageOffset];
    const isWhole = given.every((value) => Number.isInteger(value) && value >= 0);
    if (!isWhole || size.length !== strides.length) {
      throw new IndexError(
        'asStrided',
        `it takes as many strides as sizes, whole numbers of 0 or more; got ${show(size)}, ${show(strides)} and the offset ${storageOffset}.`,
      );
    }
    const last = size.reduce(
      (place, length, i) => place + (length - 1) * strides[i],
      storageOffset,
    );
    if (!size.includes(0) && last >= this.numel()) {
      throw new IndexError(
        'asStrided',
        `the size ${show(size)} with the strides ${show(strides)} reaches place ${last} of a tensor of ${this.numel()} elements.`,
      );
    }
    return asOneOperation(() =>
      this.reshape([-1])
        .indexSelect(0, tensor(placesOf(size, strides, storageOffset)))
        .reshape(size),
    );
  },
});
