/** Reading and writing by index: gather, scatter, segment sums, the largest elements. */
import {
  backend_util,
  type GatherV2Attrs,
  type ScatterNdAttrs,
  type TopKAttrs,
  type UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core';
import { apply, NONE, type Node, type Op } from '../graph/node.js';
import { at, normalizeAxes, range, sizeOf } from '../graph/shape.js';
import { fill, type KernelTable, operation, reshape } from './kernel.js';
import { transpose } from './shape-kernels.js';

/** Rows of the first axis; indices of any shape. */
const takeRows = operation('gather', (hlo, [x, indices]) =>
  hlo.gather(x, hlo.reshape(indices, [...indices.shape, 1])),
);

const takeAt = operation('gatherNd', (hlo, [x, indices]) => hlo.gather(x, indices));

const scatterAdd = operation('scatterAdd', (hlo, [x, indices, updates]) =>
  hlo.scatter('add', x, indices, updates),
);

const scatterWrite = operation('scatterWrite', (hlo, [x, indices, updates]) =>
  hlo.scatter('write', x, indices, updates),
);

const sorted: Op<{ result: 0 | 1; k: number; order: 'ascending' | 'descending' }> = {
  name: 'sort',
  lower: (hlo, [x], { result, k, order }) => {
    const axis = x.shape.length - 1;
    const both = hlo.sort(x, hlo.iota('i32', x.shape, axis), axis, order);
    return hlo.sliceAxis(both[result], axis, { start: 0, limit: k });
  },
};

/** The axes of `x` with those in `first` moved to the front. */
function moved(x: Node, from: readonly number[], to: readonly number[]): Node {
  return from.every((axis, i) => axis === to[i]) ? x : transpose(x, from);
}

/** `x[..., indices, ...]` at an axis; the first `batchDims` axes of both run together. */
function gather(x: Node, indices: Node, axis: number, batchDims: number): Node {
  const before = x.shape.slice(batchDims, axis);
  const after = x.shape.slice(axis + 1);
  const batch = x.shape.slice(0, batchDims);
  const positions = indices.shape.slice(batchDims);
  const result = [...batch, ...before, ...positions, ...after];
  if (sizeOf(result) === 0) return fill(0, x.type, result);
  if (batchDims > 0) {
    // Batches flattened, each one's rows stand one after another: shift its indices to them.
    const flat = sizeOf(batch);
    const length = at(x.shape, axis);
    const lead = range(0, batchDims);
    const front = transpose(x, [
      ...lead,
      axis,
      ...range(batchDims, axis),
      ...range(axis + 1, x.shape.length),
    ]);
    const rows = reshape(front, [flat * length, ...before, ...after]);
    const shifted = apply(
      shiftRows,
      [reshape(indices, [flat, sizeOf(positions)])],
      { length },
      'i32',
      [flat, sizeOf(positions)],
    );
    const taken = apply(takeRows, [rows, shifted], NONE, x.type, [
      flat,
      sizeOf(positions),
      ...before,
      ...after,
    ]);
    const back = [
      0,
      ...range(2, 2 + before.length),
      1,
      ...range(2 + before.length, 2 + before.length + after.length),
    ];
    return reshape(transpose(taken, back), result);
  }
  const rank = x.shape.length;
  const front = moved(x, [axis, ...range(0, axis), ...range(axis + 1, rank)], range(0, rank));
  const taken = apply(takeRows, [front, indices], NONE, x.type, [
    ...positions,
    ...before,
    ...after,
  ]);
  const p = positions.length;
  const back = [...range(p, p + axis), ...range(0, p), ...range(p + axis, p + rank - 1)];
  return moved(taken, back, range(0, back.length));
}

const shiftRows: Op<{ length: number }> = {
  name: 'shiftRows',
  lower: (hlo, [indices], { length }) =>
    hlo.add(indices, hlo.multiply(hlo.iota('i32', indices.shape, 0), length)),
};

export const indexingKernels: KernelTable = {
  GatherV2: ({ x, indices }, { axis, batchDims }: GatherV2Attrs) => {
    const [along = 0] = normalizeAxes(axis, x.shape.length);
    return gather(x, indices, along, batchDims ?? 0);
  },
  GatherNd: ({ params, indices }) => {
    const depth = at(indices.shape, indices.shape.length - 1);
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    if (sizeOf(shape) === 0) return fill(0, params.type, shape);
    return apply(takeAt, [params, indices], NONE, params.type, shape);
  },
  ScatterNd: ({ indices, updates }, { shape }: ScatterNdAttrs) => {
    const { sliceRank, numUpdates, sliceSize, outputSize } = backend_util.calculateShapes(
      { shape: [...updates.shape] } as never,
      { shape: [...indices.shape] } as never,
      shape,
    );
    if (outputSize === 0) return fill(0, updates.type, shape);
    const rest = shape.slice(sliceRank);
    void sliceSize;
    return apply(
      scatterAdd,
      [
        fill(0, updates.type, shape),
        reshape(indices, [numUpdates, sliceRank]),
        reshape(updates, [numUpdates, ...rest]),
      ],
      NONE,
      updates.type,
      shape,
    );
  },
  TensorScatterUpdate: ({ tensor, indices, updates }) =>
    apply(scatterWrite, [tensor, indices, updates], NONE, tensor.type, tensor.shape),
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }: UnsortedSegmentSumAttrs) => {
    const rest = x.shape.slice(segmentIds.shape.length);
    const rows = sizeOf(segmentIds.shape);
    const shape = [numSegments, ...rest];
    const base = fill(0, x.type, shape);
    if (rows === 0 || sizeOf(shape) === 0) return base;
    return apply(
      scatterAdd,
      [base, reshape(segmentIds, [rows, 1]), reshape(x, [rows, ...rest])],
      NONE,
      x.type,
      shape,
    );
  },
  TopK: ({ x }, { k }: TopKAttrs) => {
    const shape = [...x.shape.slice(0, -1), k];
    const attrs = { k, order: 'descending' } as const;
    return [
      apply(sorted, [x], { ...attrs, result: 0 }, x.type, shape),
      apply(sorted, [x], { ...attrs, result: 1 }, 'i32', shape),
    ];
  },
};
