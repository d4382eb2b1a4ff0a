/** Parts of tensors, by index. */
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { IndexError, ShapeError } from '../errors.js';
import { asOneOperation, runKernel } from '../kernel.js';
import { cast } from '../operands.js';
import { show, sizeOf, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';

/** Part of a dimension, as Python's `start:end:step`; negative numbers count from the end. */
export interface Range {
  start?: number;
  end?: number;
  step?: number;
}

/**
 * One index a dimension: a number selects (and drops the dimension), a range or `':'` keeps a part,
 * `null` adds a dimension, a tensor of int32 `[n]` picks n.
 */
export type Index = number | Range | ':' | null | Tensor;

declare module '../tensor.js' {
  interface Tensor {
    /**
     * PyTorch's `x[...]`: `x.at(0)`, `x.at(':', { start: 1 })`. A tensor of truth values of the same shape
     * picks the elements where it is true.
     * @throws IndexError when there is no such element.
     */
    at(...indices: Index[]): Tensor;
    /** The part at `index` of a dimension, which is dropped. */
    select(dim: number, index: number): Tensor;
    /** `length` elements of a dimension, from `start`. */
    narrow(dim: number, start: number, length: number): Tensor;
    /** The parts at several indices, int32 `[n]`, of a dimension. */
    indexSelect(dim: number, index: Tensor): Tensor;
    /** out[i][j] = x[i][index[i][j]] for dim 1. PyTorch: `torch.gather`. */
    gather(dim: number, index: Tensor): Tensor;
  }
}

function wrapIndex(operation: string, x: Tensor, dim: number, index: number): number {
  const size = x.shape[dim];
  const wrapped = index < 0 ? index + size : index;
  if (Number.isInteger(index) && wrapped >= 0 && wrapped < size) return wrapped;
  throw new IndexError(
    operation,
    `index ${index} is out of range for dimension ${dim} of shape ${show(x.shape)}.`,
  );
}

function narrow(x: Tensor, operation: string, dim: number, start: number, length: number): Tensor {
  const begin = x.shape.map((_, i) => (i === dim ? start : 0));
  const size = x.shape.map((s, i) => (i === dim ? length : s));
  return runKernel('Slice', operation, { x }, { begin, size });
}

function range(x: Tensor, dim: number, { start, end, step = 1 }: Range): Tensor {
  const size = x.shape[dim];
  const clip = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const from = clip(start ?? 0);
  const to = Math.max(from, clip(end ?? size));
  if (step === 1) return narrow(x, 'at', dim, from, to - from);
  if (!Number.isInteger(step) || step < 1) {
    throw new IndexError(
      'at',
      `a step must be a whole number from 1, got ${step}. To go back use flip.`,
    );
  }
  const picked = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
  return pick(x, dim, tensor(picked, [picked.length], 'int32'));
}

function pick(x: Tensor, axis: number, index: Tensor): Tensor {
  return runKernel(
    'GatherV2',
    'indexSelect',
    { x, indices: cast(index, 'int32') },
    { axis, batchDims: 0 },
  );
}

function at(x: Tensor, indices: readonly Index[]): Tensor {
  const [first] = indices;
  if (isMask(first)) return masked(x, first);
  const consumed = indices.filter((index) => index !== null).length;
  if (consumed > x.ndim) {
    throw new IndexError('at', `${consumed} indices are too many for shape ${show(x.shape)}.`);
  }
  let result = x;
  let dim = 0;
  for (const index of indices) {
    if (index === null) result = result.unsqueeze(dim++);
    else if (index === ':') dim++;
    else if (typeof index === 'number') result = result.select(dim, index);
    else if ('storage' in index) result = result.indexSelect(dim++, index);
    else result = range(result, dim++, index);
  }
  return result === x ? x.clone() : result;
}

function isMask(index: Index | undefined): index is Tensor {
  return typeof index === 'object' && index !== null && 'dtype' in index && index.dtype === 'bool';
}

function masked(x: Tensor, mask: Tensor): Tensor {
  if (`${mask.shape}` !== `${x.shape}`) {
    throw new ShapeError(
      'at',
      [x.shape, mask.shape],
      `at: a mask of shape ${show(mask.shape)} doesn't fit a tensor of shape ${show(x.shape)}.`,
    );
  }
  const truth = mask.dataSync();
  const where = [...truth.keys()].filter((i) => truth[i]);
  return pick(x.reshape([-1]), 0, tensor(where, [where.length], 'int32'));
}

/** For each element of `index`, the number in the flattened tensor that it points to. */
function flatIndex(x: Tensor, dim: number, index: Tensor): Tensor {
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const base = new Int32Array(index.numel());
  for (let i = 0; i < base.length; i++) {
    let rest = i;
    for (let d = index.ndim - 1; d >= 0; d--) {
      const coordinate = rest % index.shape[d];
      rest = Math.floor(rest / index.shape[d]);
      if (d !== dim) base[i] += coordinate * strides[d];
    }
  }
  return cast(index, 'int32').mul(strides[dim]).add(tensor(base, index.shape));
}

defineMethods({
  at(...indices) {
    return asOneOperation(() => at(this, indices));
  },
  select(dim, index) {
    const axis = wrapDim('select', dim, this.ndim);
    const start = wrapIndex('select', this, axis, index);
    return asOneOperation(() => narrow(this, 'select', axis, start, 1).squeeze(axis));
  },
  narrow(dim, start, length) {
    const axis = wrapDim('narrow', dim, this.ndim);
    if (start < 0 || length < 0 || start + length > this.shape[axis]) {
      throw new IndexError(
        'narrow',
        `${length} elements from ${start} are not all in dimension ${axis} of shape ${show(this.shape)}.`,
      );
    }
    return narrow(this, 'narrow', axis, start, length);
  },
  indexSelect(dim, index) {
    if (index.ndim !== 1) {
      throw new ShapeError(
        'indexSelect',
        [this.shape, index.shape],
        `indexSelect: the index must have one dimension, its shape is ${show(index.shape)}.`,
      );
    }
    return asOneOperation(() => pick(this, wrapDim('indexSelect', dim, this.ndim), index));
  },
  gather(dim, index) {
    const axis = wrapDim('gather', dim, this.ndim);
    if (index.ndim !== this.ndim) {
      throw new ShapeError(
        'gather',
        [this.shape, index.shape],
        `gather: the index must have as many dimensions as the tensor; shapes are ${show(index.shape)} ` +
          `and ${show(this.shape)}.`,
      );
    }
    return asOneOperation(() => {
      const flat = flatIndex(this, axis, index).reshape([-1]);
      return pick(this.reshape([-1]), 0, flat).reshape(index.shape);
    });
  },
});
