/** Tensors with other values in some of their places, where those are parts and flat places. */
import { tensor } from '../creation.js';
import { type ByName, defineMethods } from '../define.js';
import { OptionError, ShapeError } from '../errors.js';
import { checkIndexRange } from '../index-bounds.js';
import { asOneOperation } from '../kernel.js';
import { cast, checkOperand, checkTensor, type Operand } from '../operands.js';
import { withDefaults } from '../options.js';
import { show, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { checkIndexType } from './flat-index.js';
import type { Index, Range } from './indexing.js';
import { along, type ScatterReduceOptions, type ScatterReduction, write } from './scatter.js';
import type { DiagonalOptions } from './triangles.js';

/** Options of {@link Tensor.put} and {@link Tensor.indexPut}. */
export interface PutOptions {
  /** Whether values are added to what is there. Default false. */
  accumulate?: boolean;
}

declare module '../tensor.js' {
  interface Tensor {
    /** With `source` in place of `x.at(...)` along `dim`. `source` has the shape of that part. PyTorch: `slice_scatter`. */
    sliceScatter(
      source: Tensor,
      dim?: number | ByName<Range & { dim?: number }>,
      range?: Range,
    ): Tensor;
    /** With `source` on a diagonal. `source` has the shape of `x.diagonal(...)`. @throws ShapeError when it has not. */
    diagonalScatter(
      source: Tensor,
      offset?: number | ByName<DiagonalOptions>,
      dim1?: number,
      dim2?: number,
    ): Tensor;
    /** With the elements of `source` at these places of the flattened tensor. `index` and `source` have the same shape. */
    put(index: Tensor, source: Tensor, options?: PutOptions): Tensor;
    /** As `setAt`, of a copy. The value broadcasts. */
    indexPut(indices: Index | readonly Index[], value: Operand, options?: PutOptions): Tensor;
    /** As `scatterReduce`, of whole parts: those of `source` come where `index [n]` names. */
    indexReduce(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: Exclude<ScatterReduction, 'sum'>,
      options?: ScatterReduceOptions,
    ): Tensor;
  }
}

/** The number of each element in the flattened tensor. */
const numbersOf = (x: Tensor): Tensor =>
  tensor(
    Int32Array.from({ length: x.numel() }, (_, i) => i),
    x.shape,
  );

/** @throws ShapeError unless `source` has the shape of the places that it goes to. */
function writeAt(operation: string, x: Tensor, places: Tensor, source: Tensor): Tensor {
  if (`${source.shape}` !== `${places.shape}`) {
    throw new ShapeError(
      operation,
      [places.shape, source.shape],
      `${operation}: the source has shape ${show(source.shape)}, the part that it replaces ${show(places.shape)}. They must be the same.`,
    );
  }
  const flat = cast(source, x.dtype).reshape([-1]);
  return write(x.reshape([-1]), places.reshape([-1]), flat).reshape(x.shape);
}

defineMethods({
  sliceScatter(source, dim = 0, range = {}) {
    checkTensor('sliceScatter', source, 'the source');
    const axis = wrapDim('sliceScatter', dim, this.ndim);
    return asOneOperation(() => {
      const part = [...Array<':'>(axis).fill(':'), range];
      return writeAt('sliceScatter', this, numbersOf(this).at(...part), source);
    });
  },
  diagonalScatter(source, offset = 0, dim1 = 0, dim2 = 1) {
    checkTensor('diagonalScatter', source, 'the source');
    return asOneOperation(() => {
      const places = numbersOf(this).diagonal(offset, dim1, dim2);
      return writeAt('diagonalScatter', this, places, source);
    });
  },
  put(index, source, options = {}) {
    const { accumulate } = withDefaults('put', options, { accumulate: false });
    checkIndexType('put', index);
    checkIndexRange('put', index, 0, this.numel(), -this.numel());
    checkTensor('put', source, 'the source');
    return asOneOperation(() => {
      const flat = this.reshape([-1]);
      const places = index.reshape([-1]);
      const positive = places.add(places.lt(0).int().mul(flat.numel()));
      if (!accumulate)
        return writeAt('put', flat, positive, source.reshape([-1])).reshape(this.shape);
      return flat.scatterAdd(0, positive, source.reshape([-1])).reshape(this.shape);
    });
  },
  indexPut(indices, value, options = {}) {
    checkOperand('indexPut', value);
    withDefaults('indexPut', options, { accumulate: false });
    return this.clone().setAt(indices, value, options);
  },
  indexReduce(dim, index, source, reduce, options = {}) {
    withDefaults('indexReduce', options, { includeSelf: true });
    checkTensor('indexReduce', source, 'the source');
    checkIndexType('indexReduce', index);
    if (!['prod', 'mean', 'amax', 'amin'].includes(reduce)) {
      const choices = "one of 'prod', 'mean', 'amax', 'amin'";
      throw new OptionError('indexReduce', 'reduce', `'${reduce}'`, choices);
    }
    const axis = wrapDim('indexReduce', dim, this.ndim);
    checkIndexRange('indexReduce', index, axis, this.shape[axis] ?? 1);
    return asOneOperation(() =>
      this.scatterReduce(axis, along(index, axis, source), source, reduce, options),
    );
  },
});
