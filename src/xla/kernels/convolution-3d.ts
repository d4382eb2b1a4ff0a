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
import { apply, type Op } from '../graph/node.js';
import type { Shape } from '../graph/shape.js';
import { patches } from './convolution-lowering.js';
import { cast, type KernelTable } from './kernel.js';
import { type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

const forward: Op<Attrs> = {
  name: 'convolution 3D',
  lower: (hlo, [x, filter], { windows }) => patches.forward(hlo, x, filter, windows),
};
const inputGradient: Op<Attrs> = {
  name: 'convolution 3D input gradient',
  lower: (hlo, [dy, filter], { windows }) => patches.input(hlo, dy, filter, windows),
};
const filterGradient: Op<Attrs> = {
  name: 'convolution 3D filter gradient',
  lower: (hlo, [x, dy], { windows }) => patches.filter(hlo, x, dy, windows),
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
    const windows = windowsOf(info);
    return apply(forward, [cast(x, 'f32'), filter], { windows }, 'f32', info.outShape);
  },
  Conv3DBackpropInputV2: ({ dy, filter }, attrs: Conv3DBackpropInputV2Attrs) => {
    const info = windowsFor(attrs.inputShape, filter.shape, attrs);
    const windows = windowsOf(info);
    return apply(inputGradient, [dy, filter], { windows }, 'f32', info.inShape);
  },
  Conv3DBackpropFilterV2: ({ x, dy }, attrs: Conv3DBackpropFilterV2Attrs) => {
    const info = windowsFor(x.shape, attrs.filterShape, attrs);
    const windows = windowsOf(info);
    return apply(filterGradient, [x, dy], { windows }, 'f32', attrs.filterShape);
  },
};
