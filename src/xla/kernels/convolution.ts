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
import { channelsLast, channelsLastPadding, inFormat, perChannelLast } from './layout.js';
import { slice } from './shape-kernels.js';
import { UnsupportedError } from './unsupported.js';
import { type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

const forward: Op<Attrs> = {
  name: 'convolution',
  lower: (hlo, [x, filter], { windows }) => convolutionFor(hlo).forward(hlo, x, filter, windows),
};
const inputGradient: Op<Attrs> = {
  name: 'convolution input gradient',
  lower: (hlo, [dy, filter], { windows }) => convolutionFor(hlo).input(hlo, dy, filter, windows),
};
const filterGradient: Op<Attrs> = {
  name: 'convolution filter gradient',
  lower: (hlo, [x, dy], { windows }) => convolutionFor(hlo).filter(hlo, x, dy, windows),
};
const fused: Op<Attrs & Activation & { hasBias: boolean }> = {
  name: 'fused convolution',
  lower: (hlo, [x, filter, ...rest], attrs, { shape }) => {
    const bias = attrs.hasBias ? rest.shift() : undefined;
    const sum = convolutionFor(hlo).forward(hlo, x, filter, attrs.windows);
    const biased = bias ? hlo.add(sum, hlo.broadcastTo(bias, shape)) : sum;
    return activate(hlo, biased, attrs, rest[0]);
  },
};

type Geometry = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'> & {
  dilations?: Conv2DAttrs['dilations'];
};

function infoOf(kernel: string, input: Shape, filter: Shape, attrs: Geometry) {
  const { strides, pad, dataFormat, dimRoundingMode, dilations = 1 } = attrs;
  const [batch, height, width, channels] = input;
  const [filterHeight, filterWidth, inChannels, outChannels] = filter;
  if (inChannels !== channels) throw new UnsupportedError(kernel, 'in groups of channels');
  return backend_util.computeConv2DInfo(
    [batch, height, width, channels],
    [filterHeight, filterWidth, inChannels, outChannels],
    strides,
    dilations,
    channelsLastPadding(pad, dataFormat),
    dimRoundingMode,
  );
}

export const convolutionKernels: KernelTable = {
  Conv2D: ({ x, filter }, attrs: Conv2DAttrs): Node => {
    const input = channelsLast(x, attrs.dataFormat);
    const info = infoOf('Conv2D', input.shape, filter.shape, attrs);
    const windows = windowsOf(info);
    return inFormat(
      apply(forward, [input, filter], { windows }, input.type, info.outShape),
      attrs.dataFormat,
    );
  },
  FusedConv2D: ({ x, filter, bias, preluActivationWeights }, attrs: FusedConv2DAttrs): Node => {
    const { activation, leakyreluAlpha, dataFormat } = attrs;
    const input = channelsLast(x, dataFormat);
    const info = infoOf('FusedConv2D', input.shape, filter.shape, attrs);
    const { inputs, hasBias } = epilogue<Node>(bias, preluActivationWeights);
    const extra = inputs.map((node) => perChannelLast(node, dataFormat));
    const all = { windows: windowsOf(info), activation, leakyreluAlpha, hasBias };
    return inFormat(apply(fused, [input, filter, ...extra], all, 'f32', info.outShape), dataFormat);
  },
  Conv2DBackpropInput: ({ dy, filter }, attrs: Conv2DBackpropInputAttrs): Node => {
    const { dataFormat, inputShape } = attrs;
    const [batch, ...sizes] = inputShape;
    const picture =
      dataFormat === 'NCHW' ? [batch, sizes[1], sizes[2], sizes[0]] : [batch, ...sizes];
    const info = infoOf('Conv2DBackpropInput', picture, filter.shape, attrs);
    // tf.conv2dTranspose may give more than the windows produce; the rest is not used.
    const given = slice(
      channelsLast(dy, dataFormat),
      info.outShape.map((limit) => ({ start: 0, limit })),
    );
    const windows = windowsOf(info);
    return inFormat(
      apply(inputGradient, [given, filter], { windows }, given.type, info.inShape),
      dataFormat,
    );
  },
  Conv2DBackpropFilter: ({ x, dy }, attrs: Conv2DBackpropFilterAttrs): Node => {
    const input = channelsLast(x, attrs.dataFormat);
    const info = infoOf('Conv2DBackpropFilter', input.shape, attrs.filterShape, attrs);
    const gradient = channelsLast(dy, attrs.dataFormat);
    const windows = windowsOf(info);
    return apply(filterGradient, [input, gradient], { windows }, input.type, info.filterShape);
  },
};
