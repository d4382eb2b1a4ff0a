/** Parts of tensors, by index. */

import * as tf from '@tensorflow/tfjs-core';
import { tensor } from '../creation.js';
import { defineMethods } from '../define.js';
import { DtypeError, IndexError, ShapeError, shown } from '../errors.js';
import { boundsOf, checkIndexRange } from '../index-bounds.js';
import { where } from '../joining.js';
import { asOneOperation, runForward, runKernel } from '../kernel.js';
import { cast, checkTensor, constant, type Operand } from '../operands.js';
import { withDefaults } from '../options.js';
import { broadcastShape, show, wrapDim } from '../shapes.js';
import { Tensor } from '../tensor.js';
import { checkIndex, checkIndexType, flatIndex } from './flat-index.js';
import { change } from './in-place.js';
import { write } from './scatter.js';

/** Part of a dimension, as Python's `start:end:step`; negative numbers count from the end. */
export interface Range {
  /** Where it begins. Default: at the beginning. */
  start?: number;
  /** Where it ends, itself left out. */
  end?: number;
  /** How far apart elements are. Default 1. */
  step?: number;
}

/**
 * One index a dimension: a number selects (and drops the dimension), a range or `':'` keeps a part, `null`
 * adds a dimension, whole numbers (an array or a tensor of int32) pick parts, a mask picks where it is true,
 * `'...'` stands for as many `':'` as are missing.
 */
export type Index = number | Range | ':' | '...' | null | Tensor | readonly number[];

declare module '../tensor.js' {
  interface Tensor {
    /**
     * PyTorch's `x[...]`: `x.at(0)`, `x.at(':', { start: 1 })`, `x.at('...', [0, 2])`, `x.at(x.gt(0))`.
     * Index tensors broadcast and pick together. The result is a copy.
     * @throws IndexError when there is no such element.
     */
    at(...indices: Index[]): Tensor;
    /** As `at`. */
    index(...indices: Index[]): Tensor;
    /**
     * PyTorch's `x[...] = value`, as `x.setAt([0, ':'], 1)`; the value broadcasts. With `accumulate` the value
     * is added, also where an index occurs twice. PyTorch: `index_put_`.
     */
    setAt(
      indices: Index | readonly Index[],
      value: Operand,
      options?: { accumulate?: boolean },
    ): this;
    /** The part at `index` of a dimension, which is dropped. */
    select(dim: number, index: number): Tensor;
    /** `length` elements of a dimension, from `start`; a negative one counts from the end. */
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
  if (!size.includes(0)) return runKernel('Slice', operation, { x }, { begin, size });
  // The plain JavaScript backend can't cut what it has joined of nothing.
  return runForward('Slice', operation, { x }, { begin, size }, () => tf.zeros(size, x.dtype));
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
  const picked = Int32Array.from(
    { length: Math.ceil((to - from) / step) },
    (_, i) => from + i * step,
  );
  return pick(x, dim, tensor(picked));
}

function pick(x: Tensor, axis: number, index: Tensor): Tensor {
  return runKernel(
    'GatherV2',
    'indexSelect',
    { x, indices: cast(index, 'int32') },
    { axis, batchDims: 0 },
  );
}

/** `x[...]`: first what needs no index tensors, dimension by dimension, then those together. */
function at(x: Tensor, given: readonly Index[]): Tensor {
  const indices = withoutEllipsis(x, given);
  let result = x;
  let dim = 0;
  const tensors = new Map<number, Tensor>();
  for (const index of indices) {
    if (index === null) result = result.unsqueeze(dim++);
    else if (index === ':') dim++;
    else if (typeof index === 'number') result = result.select(dim, index);
    else if (index instanceof Tensor) {
      if (index.dtype === 'float32') {
        throw new DtypeError(
          'at',
          'a tensor of indices must be int32, or bool as a mask, got float32. Use int().',
        );
      }
      const parts = index.dtype === 'bool' ? placesOf(result, dim, index) : [index];
      for (const part of parts) tensors.set(dim++, part);
    } else if (Array.isArray(index)) tensors.set(dim++, tensor(Int32Array.from(index)));
    else if (isRange(index)) result = range(result, dim++, index);
    else {
      throw new IndexError(
        'at',
        `an index is a number, a range as { start: 1 }, ':', '...', null, a list of numbers or a tensor; got ${shown(index)}.`,
      );
    }
  }
  if (tensors.size > 0) return together(result, tensors);
  return result === x ? x.clone() : result;
}

/** With as many `':'` as the ellipsis stands for. @throws IndexError when there are too many indices. */
function withoutEllipsis(x: Tensor, indices: readonly Index[]): Exclude<Index, '...'>[] {
  const consumed = indices.reduce<number>((sum, index) => {
    if (index === null || index === '...') return sum;
    return sum + (index instanceof Tensor && index.dtype === 'bool' ? index.ndim : 1);
  }, 0);
  if (consumed > x.ndim) {
    throw new IndexError('at', `${consumed} indices are too many for shape ${show(x.shape)}.`);
  }
  const all = Array<':'>(x.ndim - consumed).fill(':');
  let used = false;
  return indices.flatMap((index): Exclude<Index, '...'>[] => {
    if (index !== '...') return [index];
    if (used) throw new IndexError('at', "there can be one '...' only.");
    used = true;
    return all;
  });
}

const isRange = (index: unknown): index is Range =>
  typeof index === 'object' &&
  index !== null &&
  Object.keys(index).every((name) => ['start', 'end', 'step'].includes(name));

const isList = (indices: Index | readonly Index[]): indices is readonly Index[] =>
  Array.isArray(indices);

/** Without dimensions of 1 in front that are too many, as PyTorch takes what is assigned. */
function withoutFront(source: Tensor, ndim: number): Tensor {
  const front = Math.max(0, source.ndim - ndim);
  const isOne = source.shape.slice(0, front).every((size) => size === 1);
  return front > 0 && isOne ? source.reshape(source.shape.slice(front)) : source;
}

/** Where a mask is true, an index for each of its dimensions. */
function placesOf(x: Tensor, dim: number, mask: Tensor): Tensor[] {
  const covered = x.shape.slice(dim, dim + mask.ndim);
  if (`${mask.shape}` !== `${covered}`) {
    throw new ShapeError(
      'at',
      [x.shape, mask.shape],
      `at: a mask of shape ${show(mask.shape)} doesn't fit a tensor of shape ${show(x.shape)}.`,
    );
  }
  const places = mask.int().nonzero();
  return mask.shape.map((_, i) => places.select(1, i));
}

/** Picks by several index tensors, which broadcast; the result is where the first stood if they adjoin. */
function together(x: Tensor, indices: ReadonlyMap<number, Tensor>): Tensor {
  const dims = [...indices.keys()];
  const [first] = dims;
  if (dims.length === 1) {
    const index = wrapped(x, first, indices.get(first) ?? tensor([]));
    const rest = x.shape.slice(first + 1);
    return pick(x, first, index.reshape([-1])).reshape([
      ...x.shape.slice(0, first),
      ...index.shape,
      ...rest,
    ]);
  }
  const adjoin = dims.every((dim, i) => dim === first + i);
  const others = x.shape.map((_, i) => i).filter((i) => !indices.has(i));
  const moved = x.permute([...dims, ...others]);
  const kept = others.map((dim) => x.shape[dim]);
  let shape: readonly number[] = [];
  let place: Tensor = tensor(0, [], 'int32');
  for (const [dim, index] of indices) {
    shape = broadcastShape('at', shape, index.shape);
    const at = wrapped(x, dim, index);
    const next = place.mul(x.shape[dim]).add(at);
    // What is out of range here must not be a place elsewhere.
    const isThere = at.ge(0).logicalAnd(at.lt(x.shape[dim])).logicalAnd(place.ge(0));
    place = boundsOf(index) ? next : where(isThere, next, -1);
  }
  const rows = moved.reshape([-1, ...kept]);
  const picked = pick(rows, 0, place.expand(shape).reshape([-1])).reshape([...shape, ...kept]);
  if (!adjoin || first === 0) return picked;
  const order = picked.shape.map((_, i) => i);
  const front = order.splice(shape.length, first);
  return picked.permute([...front, ...order]);
}

/** Negative numbers count from the end. */
function wrapped(x: Tensor, dim: number, index: Tensor): Tensor {
  const whole = cast(index, 'int32');
  checkIndexRange('at', index, dim, x.shape[dim], -x.shape[dim]);
  return whole.add(whole.lt(0).int().mul(x.shape[dim]));
}

defineMethods({
  at(...indices) {
    return asOneOperation(() => at(this, indices));
  },
  index(...indices) {
    return asOneOperation(() => at(this, indices));
  },
  setAt(indices, value, options = {}) {
    const { accumulate } = withDefaults('setAt', options, { accumulate: false });
    if (typeof value !== 'number' && !(value instanceof Tensor)) {
      throw new DtypeError('setAt', `the value must be a number or a tensor, got ${shown(value)}.`);
    }
    return change(this, 'setAt', (before) => {
      const list = isList(indices) ? indices : [indices];
      const numbers = Int32Array.from({ length: this.numel() }, (_, i) => i);
      const places = at(tensor(numbers, this.shape), list);
      const source =
        typeof value === 'number' ? constant(value, this.dtype) : cast(value, this.dtype);
      const flat = withoutFront(source, places.ndim).expand(places.shape).reshape([-1]);
      const [x, index] = [before.reshape([-1]), places.reshape([-1])];
      const written = accumulate ? x.scatterAdd(0, index, flat) : write(x, index, flat);
      return written.reshape(this.shape);
    });
  },
  select(dim, index) {
    const axis = wrapDim('select', dim, this.ndim);
    const start = wrapIndex('select', this, axis, index);
    return asOneOperation(() => narrow(this, 'select', axis, start, 1).squeeze(axis));
  },
  narrow(dim, start, length) {
    const axis = wrapDim('narrow', dim, this.ndim);
    const from = start < 0 ? start + this.shape[axis] : start;
    const isWhole = Number.isInteger(from) && Number.isInteger(length);
    if (!isWhole || from < 0 || length < 0 || from + length > this.shape[axis]) {
      throw new IndexError(
        'narrow',
        `${length} elements from ${start} are not all in dimension ${axis} of shape ${show(this.shape)}.`,
      );
    }
    return narrow(this, 'narrow', axis, from, length);
  },
  indexSelect(dim, index) {
    checkTensor('indexSelect', index, 'the index');
    if (index.ndim !== 1) {
      throw new ShapeError(
        'indexSelect',
        [this.shape, index.shape],
        `indexSelect: the index must have one dimension, its shape is ${show(index.shape)}.`,
      );
    }
    checkIndexType('indexSelect', index);
    const axis = wrapDim('indexSelect', dim, this.ndim);
    checkIndexRange('indexSelect', index, axis, this.shape[axis] ?? 1);
    return asOneOperation(() =>
      this.ndim === 0 ? pick(this.unsqueeze(0), 0, index).reshape([]) : pick(this, axis, index),
    );
  },
  gather(dim, index) {
    const axis = wrapDim('gather', dim, this.ndim);
    checkIndex('gather', this, axis, index);
    return asOneOperation(() => {
      const flat = flatIndex(this, axis, index).reshape([-1]);
      return pick(this.reshape([-1]), 0, flat).reshape(index.shape);
    });
  },
});
