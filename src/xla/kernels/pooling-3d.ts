/** Pooling of volumes `[batch, depth, height, width, channels]`, and its gradients. */
import {
  type AvgPool3DAttrs,
  type AvgPool3DGradAttrs,
  backend_util,
  type MaxPool3DAttrs,
  type MaxPool3DGradAttrs,
} from '@tensorflow/tfjs-core';
import { apply, type Op } from '../graph/node.js';
import { type Shape, sameShape, sizeOf } from '../graph/shape.js';
import { toFirstGreatest } from './first-greatest.js';
import { fill, type Kernel, type KernelTable } from './kernel.js';
import { averagePoolGradient, maxPool, type PoolAttrs } from './pooling.js';
import { outputSizes, overlapAdd, slices, validCounts, windowsOf } from './windows.js';

/** The last of a window's greatest elements gets the gradient, as in TensorFlow.js (in 2D it is the first). */
const maxPoolGradient: Op<PoolAttrs> = {
  name: 'maxPool 3D gradient',
  lower: (hlo, [dy, input, output], { windows }) => {
    const fromLast = slices(hlo, input, windows, -Infinity).reverse();
    const parts = toFirstGreatest(hlo, fromLast, output, dy).reverse();
    return overlapAdd(hlo, parts, windows);
  },
};

/** Unlike in 2D, a window that lies on the padding alone gives 0. */
const averagePool: Op<PoolAttrs> = {
  name: 'averagePool 3D',
  lower: (hlo, [x], { windows }) => {
    const sum = slices(hlo, x, windows, 0).reduce((a, b) => hlo.add(a, b));
    const counts = validCounts(windows).map((count) => Math.max(1, count));
    const divisor = hlo.constant(counts, 'f32', [1, ...outputSizes(windows), 1]);
    return hlo.divide(sum, hlo.broadcastTo(divisor, sum.shape));
  },
};

type Geometry = Pick<MaxPool3DAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;
type Five = [number, number, number, number, number];

function infoOf(x: Shape, { filterSize, strides, pad, dimRoundingMode }: Geometry) {
  return backend_util.computePool3DInfo(
    [...x] as Five,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function pool(op: Op<PoolAttrs>): Kernel<MaxPool3DAttrs & AvgPool3DAttrs> {
  return ({ x }, attrs) => {
    const info = infoOf(x.shape, attrs);
    const windows = windowsOf(info);
    const isTrivial = windows.every(({ filter }) => filter === 1);
    if (isTrivial && sameShape(info.inShape, info.outShape)) return x;
    const shape = info.outShape.map((size) => Math.max(0, size));
    if (sizeOf(shape) === 0) return fill(0, 'f32', shape);
    return apply(op, [x], { windows }, 'f32', shape);
  };
}

export const pooling3dKernels: KernelTable = {
  MaxPool3D: pool(maxPool),
  AvgPool3D: pool(averagePool),
  MaxPool3DGrad: ({ dy, input, output }, attrs: MaxPool3DGradAttrs) => {
    const windows = windowsOf(infoOf(input.shape, attrs));
    return apply(maxPoolGradient, [dy, input, output], { windows }, 'f32', input.shape);
  },
  AvgPool3DGrad: ({ dy, input }, attrs: AvgPool3DGradAttrs) => {
    const windows = windowsOf(infoOf(input.shape, attrs));
    return apply(averagePoolGradient, [dy], { windows }, 'f32', input.shape);
  },
};
