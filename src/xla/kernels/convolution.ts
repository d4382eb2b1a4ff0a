/** Convolutions of pictures, and their gradients. */
import {
  backend_util,
  type Conv2DAttrs,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
  type FusedConv2DAttrs,
} from '@tensorflow/tfjs-core';
import { apply, type Node, type Op } from '../graph/node.js';
import type { Shape } from '../graph/shape.js';
import { type Activation, activate, epilogue } from './activation.js';
import { convolutionFor } from './convolution-lowering.js';
import type { KernelTable } from './kernel.js';
import { UnsupportedError } from './unsupported.js';
import { type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

const forward: Op<Attrs> = {
  name: 'convolution',
  lower: (hlo, [x, filter], { windows }) =>
    convolutionFor(hlo.platform).forward(hlo, x, filter, windows),
};
const inputGradient: Op<Attrs> = {
  name: 'convolution input gradient',
  lower: (hlo, [dy, filter], { windows }) =>
    convolutionFor(hlo.platform).input(hlo, dy, filter, windows),
};
const filterGradient: Op<Attrs> = {
  name: 'convolution filter gradient',
  lower: (hlo, [x, dy], { windows }) => convolutionFor(hlo.platform).filter(hlo, x, dy, windows),
};
const fused: Op<Attrs & Activation & { hasBias: boolean }> = {
  name: 'fused convolution',
  lower: (hlo, [x, filter, ...rest], attrs, { shape }) => {
    const bias = attrs.hasBias ? rest.shift() : undefined;
    const sum = convolutionFor(hlo.platform).forward(hlo, x, filter, attrs.windows);
    const biased = bias ? hlo.add(sum, hlo.broadcastTo(bias, shape)) : sum;
    return activate(hlo, biased, attrs, rest[0]);
  },
};

type Geometry = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'> & {
  dilations?: Conv2DAttrs['dilations'];
};

function infoOf(kernel: string, input: Shape, filter: Shape, attrs: Geometry) {
  const { strides, pad, dataFormat, dimRoundingMode, dilations = 1 } = attrs;
  if (dataFormat !== 'NHWC') throw new UnsupportedError(kernel, `of data format ${dataFormat}`);
  const [batch, height, width, channels] = input;
  const [filterHeight, filterWidth, inChannels, outChannels] = filter;
  if (inChannels !== channels) throw new UnsupportedError(kernel, 'in groups of channels');
  return backend_util.computeConv2DInfo(
    [batch, height, width, channels],
    [filterHeight, filterWidth, inChannels, outChannels],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
}

export const convolutionKernels: KernelTable = {
  Conv2D: ({ x, filter }, attrs: Conv2DAttrs): Node => {
    const info = infoOf('Conv2D', x.shape, filter.shape, attrs);
    return apply(forward, [x, filter], { windows: windowsOf(info) }, 'f32', info.outShape);
  },
  FusedConv2D: ({ x, filter, bias, preluActivationWeights }, attrs: FusedConv2DAttrs): Node => {
    const info = infoOf('FusedConv2D', x.shape, filter.shape, attrs);
    const { activation, leakyreluAlpha } = attrs;
    const { inputs, hasBias } = epilogue<Node>(bias, preluActivationWeights);
    const windows = windowsOf(info);
    return apply(
      fused,
      [x, filter, ...inputs],
      { windows, activation, leakyreluAlpha, hasBias },
      'f32',
      info.outShape,
    );
  },
  Conv2DBackpropInput: ({ dy, filter }, attrs: Conv2DBackpropInputAttrs): Node => {
    const info = infoOf('Conv2DBackpropInput', attrs.inputShape, filter.shape, attrs);
    return apply(inputGradient, [dy, filter], { windows: windowsOf(info) }, 'f32', info.inShape);
  },
  Conv2DBackpropFilter: ({ x, dy }, attrs: Conv2DBackpropFilterAttrs): Node => {
    const info = infoOf('Conv2DBackpropFilter', x.shape, attrs.filterShape, attrs);
    return apply(filterGradient, [x, dy], { windows: windowsOf(info) }, 'f32', info.filterShape);
  },
};
