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
import { fill, type Kernel, type KernelTable } from './kernel.js';
import {
  type VolumeWindows,
  volumeCounts,
  volumeOverlapAdd,
  volumeSlices,
  volumeWindowsOf,
} from './volume-windows.js';

interface Attrs {
  readonly windows: VolumeWindows;
}

const maxPool: Op<Attrs> = {
  name: 'maxPool 3D',
  lower: (hlo, [x], { windows }) =>
    volumeSlices(hlo, x, windows, -Infinity).reduce((a, b) => hlo.maximum(a, b)),
};

/** The last of a window's greatest elements gets the gradient, as in TensorFlow.js (in 2D it is the first). */
const maxPoolGradient: Op<Attrs> = {
  name: 'maxPool 3D gradient',
  lower: (hlo, [dy, input, output], { windows }) => {
    let open = hlo.constant(1, 'i1', dy.shape);
    const parts = volumeSlices(hlo, input, windows, -Infinity)
      .reverse()
      .map((slice) => {
        const wins = hlo.and(open, hlo.compare('EQ', slice, output));
        open = hlo.and(open, hlo.not(wins));
        return hlo.select(wins, dy, 0);
      });
    return volumeOverlapAdd(hlo, parts.reverse(), windows);
  },
};

const averagePool: Op<Attrs> = {
  name: 'averagePool 3D',
  lower: (hlo, [x], { windows }) => {
    const sum = volumeSlices(hlo, x, windows, 0).reduce((a, b) => hlo.add(a, b));
    const counts = hlo.constant(volumeCounts(windows), 'f32', [
      1,
      ...windows.map(({ output }) => output),
      1,
    ]);
    return hlo.divide(sum, hlo.broadcastTo(counts, sum.shape));
  },
};

/** Each element of a window gets an equal share; TensorFlow.js counts the padding in. */
const averagePoolGradient: Op<Attrs> = {
  name: 'averagePool 3D gradient',
  lower: (hlo, [dy], { windows }) => {
    const places = sizeOf(windows.map(({ filter }) => filter));
    const share = hlo.divide(dy, places);
    return volumeOverlapAdd(hlo, Array<typeof share>(places).fill(share), windows);
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

function pool(op: Op<Attrs>): Kernel<MaxPool3DAttrs & AvgPool3DAttrs> {
  return ({ x }, attrs) => {
    const info = infoOf(x.shape, attrs);
    const windows = volumeWindowsOf(info);
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
    const windows = volumeWindowsOf(infoOf(input.shape, attrs));
    return apply(maxPoolGradient, [dy, input, output], { windows }, 'f32', input.shape);
  },
  AvgPool3DGrad: ({ dy, input }, attrs: AvgPool3DGradAttrs) => {
    const windows = volumeWindowsOf(infoOf(input.shape, attrs));
    return apply(averagePoolGradient, [dy], { windows }, 'f32', input.shape);
  },
};
