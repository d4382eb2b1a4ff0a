/**
 * Depthwise convolution: each channel of a picture `[batch, height, width, channels]` is convolved with filters of its
 * own, `[height, width, channels, multiplier]`. Written as products of slices, which XLA fuses into one pass.
 */
import {
  backend_util,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedDepthwiseConv2DAttrs,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Node, type Op } from '../graph/node.js';
import type { Shape } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { type Activation, activate, epilogue } from './activation.js';
import { computedOnce } from './computed-once.js';
import { cast, type KernelTable } from './kernel.js';
import { channelsLast, type DataFormat, inFormat, perChannelLast } from './layout.js';
import {
  outputSizes,
  slicesOfPadded,
  WHOLE,
  type Windows,
  windowsOf,
  withPadding,
} from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

/** For each place in the window, its filter `[channels, multiplier]` spread over the output. */
function filterPlaces(hlo: StableHlo, filter: Value, wide: Shape): Value[] {
  const [height, width, channels, multiplier] = filter.shape;
  const rows = hlo.reshape(filter, [height * width, channels, multiplier]);
  return Array.from({ length: height * width }, (_, place) => {
    const one = hlo.sliceAxis(rows, 0, { start: place, limit: place + 1 });
    return hlo.broadcastAlong(hlo.reshape(one, [channels, multiplier]), wide, [3, 4]);
  });
}

/** `[batch, height, width, channels]` repeated for each filter of a channel. */
function repeated(hlo: StableHlo, x: Value, multiplier: number): Value {
  return hlo.broadcastAlong(x, [...x.shape, multiplier], [0, 1, 2, 3]);
}

function convolve(hlo: StableHlo, x: Value, filter: Value, windows: Windows): Value {
  const [batch] = x.shape;
  const [, , channels, multiplier] = filter.shape;
  const output = outputSizes(windows);
  const wide = [batch, ...output, channels, multiplier];
  const filters = filterPlaces(hlo, filter, wide);
  const sum = slicesOfPadded(hlo, withEdges(hlo, x, windows), windows)
    .map((slice, place) => hlo.multiply(repeated(hlo, slice, multiplier), filters[place]))
    .reduce((a, b) => hlo.add(a, b));
  return hlo.reshape(sum, [batch, ...output, channels * multiplier]);
}

/** A picture with its padding, written to memory: read through a padding, nothing is computed as vectors. */
function withEdges(hlo: StableHlo, x: Value, windows: Windows): Value {
  return computedOnce(hlo, withPadding(hlo, x, windows, 0));
}

const forward: Op<Attrs> = {
  name: 'depthwise convolution',
  lower: (hlo, [x, filter], { windows }) => convolve(hlo, x, filter, windows),
};

const fused: Op<Attrs & Activation & { hasBias: boolean }> = {
  name: 'fused depthwise convolution',
  lower: (hlo, [x, filter, ...rest], attrs, { shape }) => {
    const bias = attrs.hasBias ? rest.shift() : undefined;
    const sum = convolve(hlo, x, filter, attrs.windows);
    const biased = bias ? hlo.add(sum, hlo.broadcastTo(bias, shape)) : sum;
    return activate(hlo, biased, attrs, rest[0]);
  },
};

/** `dy` with the channel and the filter of the channel as axes of their own. */
function split(hlo: StableHlo, dy: Value, multiplier: number): Value {
  const [batch, height, width, channels] = dy.shape;
  return hlo.reshape(dy, [batch, height, width, channels / multiplier, multiplier]);
}

/**
 * The gradient of a picture is that of the output, its elements as far apart as the windows were, under the filter turned
 * round.
 */
const inputGradient: Op<Attrs> = {
  name: 'depthwise convolution input gradient',
  lower: (hlo, [dy, filter], { windows }) => {
    const [batch, , , outputs] = dy.shape;
    const multiplier = filter.shape[3];
    const apart = hlo.pad(dy, [
      WHOLE,
      ...windows.map(({ input, output, filter, stride, dilation, before }) => {
        const reach = (filter - 1) * dilation;
        const low = reach - before;
        return { low, high: input + before - 1 - (output - 1) * stride, interior: stride - 1 };
      }),
      WHOLE,
    ]);
    const steps = windows.map((axis) => ({ ...axis, output: axis.input, stride: 1 }));
    const wide = [batch, ...outputSizes(steps), outputs / multiplier, multiplier];
    const turned = filterPlaces(hlo, hlo.reverse(filter, [0, 1]), wide);
    const sum = slicesOfPadded(hlo, computedOnce(hlo, apart), steps)
      .map((slice, place) => hlo.multiply(hlo.reshape(slice, wide), turned[place]))
      .reduce((a, b) => hlo.add(a, b));
    return hlo.reduce('add', sum, [4]);
  },
};

/**
 * For each place of the window the products of its elements and `dy`, of which a few rows are added up as they are computed
 * and the rest afterwards. A loop over the places, not one after the other: to compile those takes nine times as long.
 */
const filterGradient: Op<Attrs> = {
  name: 'depthwise convolution filter gradient',
  lower: (hlo, [x, dy], { windows }, { shape }) => {
    const [height, width, channels, multiplier] = shape;
    const [down, across] = windows;
    const picture = withEdges(hlo, x, windows);
    const wide = split(hlo, computedOnce(hlo, dy), multiplier);
    const rows = rowsAtOnce(down.output);
    const zero = hlo.constant(0, 'i32');
    const sizes = [
      x.shape[0],
      ...windows.map((axis) => (axis.output - 1) * axis.stride + 1),
      channels,
    ];
    const productsAt = (place: Value) => {
      const row = hlo.multiply(hlo.divide(place, width), down.dilation);
      const column = hlo.multiply(hlo.binary('remainder', place, width), across.dilation);
      const under = hlo.dynamicSlice(picture, [zero, row, column, zero], sizes);
      const columns = hlo.sliceAxis(under, 2, { start: 0, limit: sizes[2], stride: across.stride });
      const sum = Array.from({ length: rows }, (_, start) => {
        const [left, right] = [
          hlo.sliceAxis(columns, 1, {
            start: start * down.stride,
            limit: sizes[1],
            stride: rows * down.stride,
          }),
          hlo.sliceAxis(wide, 1, { start, limit: down.output, stride: rows }),
        ];
        return hlo.multiply(repeated(hlo, left, multiplier), right);
      }).reduce((a, b) => hlo.add(a, b));
      return hlo.reshape(hlo.reduce('add', sum, [0, 1, 2]), [1, channels, multiplier]);
    };
    const places = height * width;
    const [, sums] = hlo.while(
      [zero, hlo.constant(0, 'f32', [places, channels, multiplier])],
      ([place]) => hlo.compare('LT', place, places),
      ([place, all]) => [
        hlo.add(place, 1),
        hlo.dynamicUpdateSlice(all, productsAt(place), [place, zero, zero]),
      ],
      places,
    );
    return hlo.reshape(sums, shape);
  },
};

/** A few rows, of which there is a whole number of times. */
function rowsAtOnce(height: number): number {
  return [8, 7, 6, 5, 4, 3, 2].find((rows) => height % rows === 0) ?? 1;
}

type Geometry = Pick<
  DepthwiseConv2dNativeAttrs,
  'strides' | 'pad' | 'dilations' | 'dimRoundingMode'
>;

function infoOf(x: Shape, filter: Shape, { strides, pad, dilations, dimRoundingMode }: Geometry) {
  const [batch, height, width, channels] = x;
  const [filterHeight, filterWidth, inChannels, multiplier] = filter;
  return backend_util.computeConv2DInfo(
    [batch, height, width, channels],
    [filterHeight, filterWidth, inChannels, multiplier],
    strides,
    dilations ?? [1, 1],
    pad,
    dimRoundingMode,
    true,
  );
}

export const depthwiseKernels: KernelTable = {
  DepthwiseConv2dNative: ({ x, filter }, attrs: DepthwiseConv2dNativeAttrs): Node => {
    const input = channelsLast(cast(x, 'f32'), attrs.dataFormat);
    const info = infoOf(input.shape, filter.shape, attrs);
    const windows = windowsOf(info);
    return inFormat(
      apply(forward, [input, filter], { windows }, 'f32', info.outShape),
      attrs.dataFormat,
    );
  },
  FusedDepthwiseConv2D: (
    { x, filter, bias, preluActivationWeights },
    attrs: FusedDepthwiseConv2DAttrs & { dataFormat?: DataFormat },
  ): Node => {
    const { activation, leakyreluAlpha, dataFormat = 'NHWC' } = attrs;
    const input = channelsLast(x, dataFormat);
    const info = infoOf(input.shape, filter.shape, attrs);
    const { inputs, hasBias } = epilogue<Node>(bias, preluActivationWeights);
    const extra = inputs.map((node) => perChannelLast(node, dataFormat));
    const all = { windows: windowsOf(info), activation, leakyreluAlpha, hasBias };
    return inFormat(apply(fused, [input, filter, ...extra], all, 'f32', info.outShape), dataFormat);
  },
  DepthwiseConv2dNativeBackpropInput: (
    { dy, filter },
    attrs: DepthwiseConv2dNativeBackpropInputAttrs,
  ): Node => {
    const info = infoOf(attrs.inputShape, filter.shape, attrs);
    return apply(inputGradient, [dy, filter], { windows: windowsOf(info) }, 'f32', info.inShape);
  },
  DepthwiseConv2dNativeBackpropFilter: (
    { x, dy },
    attrs: DepthwiseConv2dNativeBackpropFilterAttrs,
  ): Node => {
    const info = infoOf(x.shape, attrs.filterShape, attrs);
    return apply(filterGradient, [x, dy], { windows: windowsOf(info) }, 'f32', attrs.filterShape);
  },
};
