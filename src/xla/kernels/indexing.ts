/** Reading and writing by index: gather, scatter, segment sums, the largest elements. */
import {
  backend_util,
  type GatherV2Attrs,
  type ScatterNdAttrs,
  type TopKAttrs,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, NONE, type Op } from '../graph/node.js';
import { at, normalizeAxes, range, sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { asInfo, fill, type KernelTable, operation, reshape } from './kernel.js';

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

/** Which indices there are elements for. */
function isWithin(hlo: StableHlo, indices: Value, length: number): Value {
  return hlo.and(hlo.compare('GE', indices, 0), hlo.compare('LT', indices, length));
}

/**
 * NaN in place of what was taken by an index that there is no element for: a program can't raise an error for a value,
 * and no wrong number may come out. Integers have no NaN; there the nearest element stays.
 */
function orNaN(hlo: StableHlo, taken: Value, within: Value, axis: number): Value {
  if (taken.type !== 'f32') return taken;
  const axes = within.shape.map((_, i) => axis + i);
  return hlo.select(hlo.broadcastAlong(within, taken.shape, axes), taken, Number.NaN);
}

/** `x[..., indices, ...]` at an axis; the first `batches` axes of both run together. */
const takeAxis: Op<{ axis: number; batches: number }> = {
  name: 'gather',
  lower: (hlo, [x, indices], { axis, batches }, { shape }) => {
    if (batches === 0) {
      const taken = hlo.take(x, indices, axis);
      return orNaN(hlo, taken, isWithin(hlo, indices, at(x.shape, axis)), axis);
    }
    // Batches flattened, each one's rows stand one after another: shift its indices to them.
    const length = at(x.shape, axis);
    const count = sizeOf(x.shape.slice(0, batches));
    const places = sizeOf(indices.shape.slice(batches));
    const between = range(batches, axis);
    const after = range(axis + 1, x.shape.length);
    const front = hlo.transpose(x, [...range(0, batches), axis, ...between, ...after]);
    const rest = [...between, ...after].map((i) => at(x.shape, i));
    const rows = hlo.reshape(front, [count * length, ...rest]);
    const flat = hlo.reshape(indices, [count, places]);
    const inside = hlo.minimum(hlo.maximum(flat, 0), length - 1);
    const shifted = hlo.add(inside, hlo.multiply(hlo.iota('i32', [count, places], 0), length));
    const taken = orNaN(hlo, hlo.take(rows, shifted, 0), isWithin(hlo, flat, length), 0);
    const last = 2 + between.length;
    const back = [0, ...range(2, last), 1, ...range(last, last + after.length)];
    return hlo.reshape(hlo.transpose(taken, back), shape);
  },
};

export const indexingKernels: KernelTable = {
  GatherV2: ({ x, indices }, { axis, batchDims }: GatherV2Attrs) => {
    const [along = 0] = normalizeAxes(axis, x.shape.length);
    const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
      asInfo(x),
      asInfo(indices),
      along,
      batchDims,
    );
    if (sizeOf(outputShape) === 0) return fill(0, x.type, outputShape);
    const batches = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
    return apply(takeAxis, [x, indices], { axis: along, batches }, x.type, outputShape);
  },
  GatherNd: ({ params, indices }) => {
    const depth = at(indices.shape, indices.shape.length - 1);
    util.assert(
      params.shape.length > 0 && depth <= params.shape.length,
      () => `gatherND: indices of [${indices.shape}] cannot address a tensor of [${params.shape}].`,
    );
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    if (sizeOf(shape) === 0) return fill(0, params.type, shape);
    return apply(takeAt, [params, indices], NONE, params.type, shape);
  },
  ScatterNd: ({ indices, updates }, { shape }: ScatterNdAttrs) => {
    const { sliceRank, numUpdates, outputSize } = backend_util.calculateShapes(
      asInfo(updates),
      asInfo(indices),
      shape,
    );
    if (outputSize === 0) return fill(0, updates.type, shape);
    const rest = shape.slice(sliceRank);
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
