/**
 * Convolutions of volumes `[batch, depth, height, width, channels]` with filters `[depth, height, width, in, out]`, and
 * their gradients: every window as a row of a matrix, times the filter as a matrix.
 */
import {
  backend_util,
  type Conv3DAttrs,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropInputV2Attrs,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Op } from '../graph/node.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { cast, type KernelTable } from './kernel.js';
import {
  type VolumeWindows,
  volumeOverlapAdd,
  volumeSlices,
  volumeWindowsOf,
} from './volume-windows.js';

interface Attrs {
  readonly windows: VolumeWindows;
}

/** All but the last axis flattened. */
function rows(hlo: StableHlo, x: Value): Value {
  return hlo.reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]]);
}

function patches(hlo: StableHlo, x: Value, windows: VolumeWindows): Value {
  return rows(hlo, hlo.concatenate(volumeSlices(hlo, x, windows, 0), 4));
}

const forward: Op<Attrs> = {
  name: 'convolution 3D',
  lower: (hlo, [x, filter], { windows }, { shape }) => {
    const product = hlo.dot(patches(hlo, x, windows), rows(hlo, filter), { contract: [[1], [0]] });
    return hlo.reshape(product, shape);
  },
};

const inputGradient: Op<Attrs> = {
  name: 'convolution 3D input gradient',
  lower: (hlo, [dy, filter], { windows }) => {
    const channels = filter.shape[3];
    const places = sizeOf(filter.shape.slice(0, 3));
    const product = hlo.dot(rows(hlo, dy), rows(hlo, filter), { contract: [[1], [1]] });
    const all = hlo.reshape(product, [...dy.shape.slice(0, -1), places * channels]);
    const parts = Array.from({ length: places }, (_, i) =>
      hlo.sliceAxis(all, 4, { start: i * channels, limit: (i + 1) * channels }),
    );
    return volumeOverlapAdd(hlo, parts, windows);
  },
};

const filterGradient: Op<Attrs> = {
  name: 'convolution 3D filter gradient',
  lower: (hlo, [x, dy], { windows }, { shape }) => {
    const product = hlo.dot(patches(hlo, x, windows), rows(hlo, dy), { contract: [[0], [0]] });
    return hlo.reshape(product, shape);
  },
};

type Five = [number, number, number, number, number];

function windowsFor(
  x: Shape,
  filter: Shape,
  { strides, pad }: Pick<Conv3DAttrs, 'strides' | 'pad'>,
  dilations: Conv3DAttrs['dilations'] | 1 = 1,
) {
  return backend_util.computeConv3DInfo(
    [...x] as Five,
    [...filter] as Five,
    strides,
    dilations,
    pad,
  );
}

export const convolution3dKernels: KernelTable = {
  Conv3D: ({ x, filter }, attrs: Conv3DAttrs) => {
    const info = windowsFor(x.shape, filter.shape, attrs, attrs.dilations);
    const windows = volumeWindowsOf(info);
    return apply(forward, [cast(x, 'f32'), filter], { windows }, 'f32', info.outShape);
  },
  Conv3DBackpropInputV2: ({ dy, filter }, attrs: Conv3DBackpropInputV2Attrs) => {
    const info = windowsFor(attrs.inputShape, filter.shape, attrs);
    const windows = volumeWindowsOf(info);
    return apply(inputGradient, [dy, filter], { windows }, 'f32', info.inShape);
  },
  Conv3DBackpropFilterV2: ({ x, dy }, attrs: Conv3DBackpropFilterV2Attrs) => {
    const info = windowsFor(x.shape, attrs.filterShape, attrs);
    const windows = volumeWindowsOf(info);
    return apply(filterGradient, [x, dy], { windows }, 'f32', attrs.filterShape);
  },
};
