/** Pooling of pictures `[batch, height, width, channels]`, and its gradients; volumes are in pooling-3d.ts. */
import {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
} from '@tensorflow/tfjs-core';
import { apply, type Node, type Op } from '../graph/node.js';
import { type Shape, sameShape } from '../graph/shape.js';
import { firstGreatest, toFirstGreatest } from './first-greatest.js';
import type { KernelTable } from './kernel.js';
import { isTiling, placeInTile, spread } from './tiles.js';
import {
  isUnpadded,
  outputSizes,
  overlapAdd,
  placesIn,
  slices,
  validCounts,
  type Windows,
  windowsOf,
} from './windows.js';

export interface PoolAttrs {
  readonly windows: Windows;
}

export const maxPool: Op<PoolAttrs> = {
  name: 'maxPool',
  lower: (hlo, [x], { windows }) =>
    slices(hlo, x, windows, -Infinity).reduce((a, b) => hlo.maximum(a, b)),
};

/** The first of a window's greatest elements gets the gradient, as in PyTorch and TensorFlow.js. */
const maxPoolGradient: Op<PoolAttrs> = {
  name: 'maxPool gradient',
  lower: (hlo, [dy, input, output], { windows }) => {
    const values = slices(hlo, input, windows, -Infinity);
    if (isTiling(windows)) {
      // As float32, which can be kept from being computed for each element anew.
      const winner = hlo.convert(firstGreatest(hlo, values, output), 'f32');
      const places = placeInTile(hlo, input, windows, winner.type);
      const wins = hlo.compare('EQ', spread(hlo, winner, windows), places);
      return hlo.select(wins, spread(hlo, dy, windows), 0);
    }
    const parts = toFirstGreatest(hlo, values, output, dy);
    return overlapAdd(hlo, parts, windows);
  },
};

const averagePool: Op<PoolAttrs> = {
  name: 'averagePool',
  lower: (hlo, [x], { windows }) => {
    const sum = slices(hlo, x, windows, 0).reduce((a, b) => hlo.add(a, b));
    if (isUnpadded(windows)) return hlo.divide(sum, placesIn(windows));
    const counts = hlo.constant(validCounts(windows), 'f32', [1, ...outputSizes(windows), 1]);
    return hlo.divide(sum, hlo.broadcastTo(counts, sum.shape));
  },
};

/** Each element of a window gets an equal share; TensorFlow.js counts the padding in. */
export const averagePoolGradient: Op<PoolAttrs> = {
  name: 'averagePool gradient',
  lower: (hlo, [dy], { windows }) => {
    const places = placesIn(windows);
    const share = hlo.divide(dy, places);
    if (isTiling(windows)) return spread(hlo, share, windows);
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

function pool(op: Op<PoolAttrs>, x: Node, attrs: Geometry): Node {
  const info = infoOf(x.shape, attrs);
  const isTrivial = info.filterHeight === 1 && info.filterWidth === 1;
  if (isTrivial && sameShape(info.inShape, info.outShape)) return x;
  return apply(op, [x], { windows: windowsOf(info) }, x.type, info.outShape);
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
