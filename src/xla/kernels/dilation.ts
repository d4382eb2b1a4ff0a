/** Morphological dilation of pictures `[batch, height, width, channels]` by `[height, width, channels]`. */
import { backend_util, type Dilation2DAttrs } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Node, type Op } from '../graph/node.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { toFirstGreatest } from './first-greatest.js';
import type { KernelTable } from './kernel.js';
import { overlapAdd, slices, type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

/** For each place in the window, the pixels there plus the filter's number. */
function raised(hlo: StableHlo, x: Value, filter: Value, windows: Windows): Value[] {
  const [height, width, channels] = filter.shape;
  const rows = hlo.reshape(filter, [height * width, channels]);
  return slices(hlo, x, windows, -Infinity).map((slice, place) => {
    const one = hlo.sliceAxis(rows, 0, { start: place, limit: place + 1 });
    return hlo.add(slice, hlo.broadcastAlong(hlo.reshape(one, [channels]), slice.shape, [3]));
  });
}

/** For each place in the window, `dy` where the first greatest sum lies there. */
function shares(hlo: StableHlo, [x, filter, dy]: readonly Value[], windows: Windows): Value[] {
  const sums = raised(hlo, x, filter, windows);
  const greatest = sums.reduce((a, b) => hlo.maximum(a, b));
  return toFirstGreatest(hlo, sums, greatest, dy);
}

const forward: Op<Attrs> = {
  name: 'dilation',
  lower: (hlo, [x, filter], { windows }) =>
    raised(hlo, x, filter, windows).reduce((a, b) => hlo.maximum(a, b)),
};

const inputGradient: Op<Attrs> = {
  name: 'dilation input gradient',
  lower: (hlo, inputs, { windows }) => overlapAdd(hlo, shares(hlo, inputs, windows), windows),
};

const filterGradient: Op<Attrs> = {
  name: 'dilation filter gradient',
  lower: (hlo, inputs, { windows }, { shape }) => {
    const sums = shares(hlo, inputs, windows).map((share) =>
      hlo.reshape(hlo.reduce('add', share, [0, 1, 2]), [1, shape[2]]),
    );
    return hlo.reshape(hlo.concatenate(sums, 0), shape);
  },
};

function infoOf(x: Node, filter: Node, { strides, pad, dilations }: Dilation2DAttrs) {
  const [batch, height, width, channels] = x.shape;
  const [filterHeight, filterWidth, depth] = filter.shape;
  return backend_util.computeDilation2DInfo(
    [batch, height, width, channels],
    [filterHeight, filterWidth, depth],
    strides,
    pad,
    'NHWC',
    dilations,
  );
}

export const dilationKernels: KernelTable = {
  Dilation2D: ({ x, filter }, attrs: Dilation2DAttrs) => {
    const info = infoOf(x, filter, attrs);
    return apply(forward, [x, filter], { windows: windowsOf(info) }, x.type, info.outShape);
  },
  Dilation2DBackpropInput: ({ x, filter, dy }, attrs: Dilation2DAttrs) => {
    const windows = windowsOf(infoOf(x, filter, attrs));
    return apply(inputGradient, [x, filter, dy], { windows }, x.type, x.shape);
  },
  Dilation2DBackpropFilter: ({ x, filter, dy }, attrs: Dilation2DAttrs) => {
    const windows = windowsOf(infoOf(x, filter, attrs));
    return apply(filterGradient, [x, filter, dy], { windows }, filter.type, filter.shape);
  },
};
