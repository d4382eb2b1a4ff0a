/** Pooling of pictures `[batch, height, width, channels]`, and its gradients. */
import {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
} from '@tensorflow/tfjs-core';
import { apply, type Node, type Op } from '../graph/node.js';
import { type Shape, sameShape } from '../graph/shape.js';
import type { KernelTable } from './kernel.js';
import { overlapAdd, slices, validCounts, type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

const maxPool: Op<Attrs> = {
  name: 'maxPool',
  lower: (hlo, [x], { windows }) =>
    slices(hlo, x, windows, -Infinity).reduce((a, b) => hlo.maximum(a, b)),
};

/** The first of a window's greatest elements gets the gradient, as in PyTorch and TensorFlow.js. */
const maxPoolGradient: Op<Attrs> = {
  name: 'maxPool gradient',
  lower: (hlo, [dy, input, output], { windows }) => {
    let open = hlo.constant(1, 'i1', dy.shape);
    const parts = slices(hlo, input, windows, -Infinity).map((slice) => {
      const wins = hlo.and(open, hlo.compare('EQ', slice, output));
      open = hlo.and(open, hlo.not(wins));
      return hlo.select(wins, dy, 0);
    });
    return overlapAdd(hlo, parts, windows);
  },
};

const averagePool: Op<Attrs> = {
  name: 'averagePool',
  lower: (hlo, [x], { windows }) => {
    const sum = slices(hlo, x, windows, 0).reduce((a, b) => hlo.add(a, b));
    const shape = [1, windows.outHeight, windows.outWidth, 1];
    const counts = hlo.constant(validCounts(windows), 'f32', shape);
    return hlo.divide(sum, hlo.broadcastTo(counts, sum.shape));
  },
};

/** Each element of a window gets an equal share; TensorFlow.js counts the padding in. */
const averagePoolGradient: Op<Attrs> = {
  name: 'averagePool gradient',
  lower: (hlo, [dy], { windows }) => {
    const places = windows.filterHeight * windows.filterWidth;
    const share = hlo.divide(dy, places);
    return overlapAdd(hlo, Array<typeof share>(places).fill(share), windows);
  },
};

type Geometry = Pick<MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

function infoOf(shape: Shape, { filterSize, strides, pad, dimRoundingMode }: Geometry) {
  const [batch, height, width, channels] = shape;
  return backend_util.computePool2DInfo(
    [batch, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

function pool(op: Op<Attrs>, x: Node, attrs: Geometry): Node {
  const info = infoOf(x.shape, attrs);
  const isTrivial = info.filterHeight === 1 && info.filterWidth === 1;
  if (isTrivial && sameShape(info.inShape, info.outShape)) return x;
  return apply(op, [x], { windows: windowsOf(info) }, 'f32', info.outShape);
}

export const poolingKernels: KernelTable = {
  MaxPool: ({ x }, attrs: MaxPoolAttrs) => pool(maxPool, x, attrs),
  AvgPool: ({ x }, attrs: AvgPoolAttrs) => pool(averagePool, x, attrs),
  MaxPoolGrad: ({ dy, input, output }, attrs: MaxPoolGradAttrs) => {
    const windows = windowsOf(infoOf(input.shape, attrs));
    return apply(maxPoolGradient, [dy, input, output], { windows }, 'f32', input.shape);
  },
  AvgPoolGrad: ({ dy, input }, attrs: AvgPoolGradAttrs) => {
    const windows = windowsOf(infoOf(input.shape, { ...attrs, dimRoundingMode: undefined }));
    return apply(averagePoolGradient, [dy], { windows }, 'f32', input.shape);
  },
};
