/** Moving elements about: transposing, slicing, joining, padding, repeating. */
import {
  backend_util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type PadV2Attrs,
  type ReverseAttrs,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  slice_util,
  type TileAttrs,
  type TransposeAttrs,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Span } from '../graph/array-ops.js';
import { apply, type Node, type Op } from '../graph/node.js';
import { at, normalizeAxes, sizeOf, withDimension } from '../graph/shape.js';
import { dataSlice, isData } from './data-slice.js';
import { asInfo, fill, type KernelTable, reshape } from './kernel.js';

const transposeOp: Op<{ perm: readonly number[] }> = {
  name: 'transpose',
  lower: (hlo, [x], { perm }) => hlo.transpose(x, perm),
};

const sliceOp: Op<{ spans: readonly Span[] }> = {
  name: 'slice',
  lower: (hlo, [x], { spans }) => hlo.slice(x, spans),
};

const concatOp: Op<{ axis: number }> = {
  name: 'concat',
  lower: (hlo, inputs, { axis }) => hlo.concatenate(inputs, axis),
};

const padOp: Op<{ paddings: readonly (readonly [number, number])[]; value: string }> = {
  name: 'pad',
  lower: (hlo, [x], { paddings, value }) =>
    hlo.pad(
      x,
      paddings.map(([low, high]) => ({ low, high })),
      Number(value),
    ),
};

/** Reflecting leaves out the edge itself, symmetric padding repeats it. */
const mirrorPadOp: Op<{ paddings: readonly (readonly [number, number])[]; skip: number }> = {
  name: 'mirrorPad',
  lower: (hlo, [input], { paddings, skip }) => {
    let x = input;
    paddings.forEach(([low, high], axis) => {
      const length = at(x.shape, axis);
      const mirrored = (span: Span) => hlo.reverse(hlo.sliceAxis(x, axis, span), [axis]);
      const parts = [x];
      if (low > 0) parts.unshift(mirrored({ start: skip, limit: skip + low }));
      if (high > 0) parts.push(mirrored({ start: length - skip - high, limit: length - skip }));
      x = hlo.concatenate(parts, axis);
    });
    return x;
  },
};

const tileOp: Op<{ reps: readonly number[] }> = {
  name: 'tile',
  lower: (hlo, [x], { reps }, { shape }) => {
    // [a, b] repeated is [1, a, 1, b] broadcast to [m, a, n, b].
    const interleaved = x.shape.flatMap((dimension, i) => [at(reps, i), dimension]);
    const axes = x.shape.map((_, i) => 2 * i + 1);
    return hlo.reshape(hlo.broadcastAlong(x, interleaved, axes), shape);
  },
};

const reverseOp: Op<{ axes: readonly number[] }> = {
  name: 'reverse',
  lower: (hlo, [x], { axes }) => hlo.reverse(x, axes),
};

export function transpose(x: Node, perm: readonly number[]): Node {
  return apply(
    transposeOp,
    [x],
    { perm },
    x.type,
    perm.map((axis) => at(x.shape, axis)),
  );
}

export function slice(x: Node, spans: readonly Span[]): Node {
  const shape = spans.map(({ start, limit, stride = 1 }) =>
    Math.max(0, Math.ceil((limit - start) / stride)),
  );
  return apply(sliceOp, [x], { spans }, x.type, shape);
}

function sliceAxis(x: Node, axis: number, span: Span): Node {
  return slice(
    x,
    x.shape.map((limit, i) => (i === axis ? span : { start: 0, limit })),
  );
}

function concat(inputs: readonly Node[], axis: number): Node {
  const filled = inputs.filter((input) => sizeOf(input.shape) > 0);
  const [first] = inputs;
  const total = inputs.reduce((sum, input) => sum + at(input.shape, axis), 0);
  const shape = withDimension(first.shape, axis, total);
  if (filled.length === 0) return fill(0, first.type, shape);
  return apply(concatOp, filled, { axis }, first.type, shape);
}

const pairsOf = (paddings: readonly (readonly number[])[]) =>
  paddings.map(([low = 0, high = 0]): [number, number] => [low, high]);

const paddedShape = (x: Node, paddings: readonly (readonly [number, number])[]) =>
  x.shape.map((dimension, i) => dimension + paddings[i][0] + paddings[i][1]);

export function padded(x: Node, edges: readonly (readonly number[])[], value: number): Node {
  const paddings = pairsOf(edges);
  const shape = paddedShape(x, paddings);
  return apply(padOp, [x], { paddings, value: String(value) }, x.type, shape);
}

export const shapeKernels: KernelTable = {
  Transpose: ({ x }, { perm }: TransposeAttrs) => transpose(x, perm),
  ExpandDims: ({ input }, { dim }: ExpandDimsAttrs) => {
    const rank = input.shape.length;
    util.assert(
      -(rank + 1) <= dim && dim <= rank,
      () => `Axis must be in the interval [${-(rank + 1)}, ${rank}], got ${dim}.`,
    );
    const shape = [...input.shape];
    shape.splice(dim < 0 ? rank + dim + 1 : dim, 0, 1);
    return reshape(input, shape);
  },
  Slice: ({ x }, { begin, size }: SliceAttrs) => {
    const info = asInfo(x);
    const [starts, sizes] = slice_util.parseSliceParams(info, begin, size);
    slice_util.assertParamsValid(info, starts, sizes);
    if (isData(x)) return dataSlice(x, starts, sizes);
    return slice(
      x,
      starts.map((start, i) => ({ start, limit: start + sizes[i] })),
    );
  },
  StridedSlice: ({ x }, attrs: StridedSliceAttrs) => {
    const info = slice_util.sliceInfo(
      [...x.shape],
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
    const { begin, end, strides, finalShape, finalShapeSparse } = info;
    if (sizeOf(finalShapeSparse) === 0) return fill(0, x.type, finalShape);
    // StableHLO has no negative strides: reverse such an axis and walk it forwards.
    const backwards = strides.flatMap((stride, i) => (stride < 0 ? [i] : []));
    const input = backwards.length
      ? apply(reverseOp, [x], { axes: backwards }, x.type, x.shape)
      : x;
    const spans = strides.map((stride, i) => {
      if (stride > 0) return { start: begin[i], limit: Math.max(begin[i], end[i]), stride };
      const last = at(x.shape, i) - 1;
      return { start: last - begin[i], limit: last - end[i], stride: -stride };
    });
    return reshape(slice(input, spans), finalShape);
  },
  Concat: (inputs, { axis }: ConcatAttrs) => {
    const list = Object.values(inputs);
    const [along = 0] = normalizeAxes(axis, list[0].shape.length);
    backend_util.assertParamsConsistent(
      list.map(({ shape }) => [...shape]),
      along,
    );
    return concat(list, along);
  },
  Pack: (inputs, { axis }: PackAttrs) => {
    const list = Object.values(inputs);
    for (const { shape, type } of list) {
      util.assertShapesMatch([...list[0].shape], [...shape], 'Tensors to stack must match: ');
      util.assert(type === list[0].type, () => 'Tensors to stack must be of one dtype.');
    }
    const along = axis < 0 ? axis + list[0].shape.length + 1 : axis;
    const shape = [...list[0].shape];
    shape.splice(along, 0, 1);
    return concat(
      list.map((input) => reshape(input, shape)),
      along,
    );
  },
  Unpack: ({ value }, { axis }: UnpackAttrs) => {
    const [along = 0] = normalizeAxes(axis, value.shape.length);
    const shape = value.shape.filter((_, i) => i !== along);
    return Array.from({ length: at(value.shape, along) }, (_, i) =>
      reshape(sliceAxis(value, along, { start: i, limit: i + 1 }), shape),
    );
  },
  SplitV: ({ x }, { numOrSizeSplits, axis }: SplitVAttrs) => {
    const [along = 0] = normalizeAxes(axis, x.shape.length);
    const sizes = backend_util.prepareSplitSize(asInfo(x), numOrSizeSplits, along);
    let start = 0;
    return sizes.map((size) => {
      const part = sliceAxis(x, along, { start, limit: start + size });
      start += size;
      return part;
    });
  },
  PadV2: ({ x }, { paddings, constantValue }: PadV2Attrs) => padded(x, paddings, constantValue),
  MirrorPad: ({ x }, attrs: MirrorPadAttrs) => {
    const paddings = pairsOf(attrs.paddings);
    const skip = attrs.mode === 'reflect' ? 1 : 0;
    return apply(mirrorPadOp, [x], { paddings, skip }, x.type, paddedShape(x, paddings));
  },
  Tile: ({ x }, { reps }: TileAttrs) =>
    apply(
      tileOp,
      [x],
      { reps },
      x.type,
      x.shape.map((dimension, i) => dimension * reps[i]),
    ),
  FlipLeftRight: ({ image }) => apply(reverseOp, [image], { axes: [2] }, image.type, image.shape),
  Reverse: ({ x }, { dims }: ReverseAttrs) =>
    apply(reverseOp, [x], { axes: util.parseAxisParam(dims, [...x.shape]) }, x.type, x.shape),
};
