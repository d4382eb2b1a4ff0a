/**
 * How a convolution and its two gradients are written, chosen by platform. On a CPU XLA's own
 * convolution is many times slower than a matrix product over patches; on a GPU it is cuDNN.
 *
 * Pictures are `[batch, height, width, channels]`, filters `[height, width, in, out]`; patches serve volumes
 * too, which have a depth before the height.
 */
import type { Value } from '../graph/emitter.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { outputSizes, overlapAdd, slices, type Windows } from './windows.js';

interface ConvolutionLowering {
  forward(hlo: StableHlo, x: Value, filter: Value, windows: Windows): Value;
  /** The gradient of the picture, from that of the output. */
  input(hlo: StableHlo, dy: Value, filter: Value, windows: Windows): Value;
  /** The gradient of the filter, from the picture and the gradient of the output. */
  filter(hlo: StableHlo, x: Value, dy: Value, windows: Windows): Value;
}

/** Every window as a row of a matrix: the output is that matrix times the filter as a matrix. */
export const patches: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const product = hlo.dot(patchMatrix(hlo, x, windows), rows(hlo, filter), {
      contract: [[1], [0]],
    });
    return hlo.reshape(product, [x.shape[0], ...outputSizes(windows), lastOf(filter.shape)]);
  },
  input(hlo, dy, filter, windows) {
    const product = hlo.dot(rows(hlo, dy), rows(hlo, filter), { contract: [[1], [1]] });
    const places = sizeOf(windows.map((axis) => axis.filter));
    const channels = filter.shape[windows.length];
    const all = hlo.reshape(product, [dy.shape[0], ...outputSizes(windows), places * channels]);
    const parts = Array.from({ length: places }, (_, i) =>
      hlo.sliceAxis(all, windows.length + 1, { start: i * channels, limit: (i + 1) * channels }),
    );
    return overlapAdd(hlo, parts, windows);
  },
  filter(hlo, x, dy, windows) {
    const product = hlo.dot(patchMatrix(hlo, x, windows), rows(hlo, dy), { contract: [[0], [0]] });
    const size = windows.map((axis) => axis.filter);
    return hlo.reshape(product, [...size, lastOf(x.shape), lastOf(dy.shape)]);
  },
};

/** XLA's convolution; its gradients are convolutions too. */
const native: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const shape = [x.shape[0], ...outputSizes(windows), lastOf(filter.shape)];
    return hlo.convolution(
      x,
      filter,
      {
        layout: '[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]',
        strides: windows.map(({ stride }) => stride),
        padding: windows.map(({ before, after }) => [before, after]),
        inputDilations: [1, 1],
        filterDilations: windows.map(({ dilation }) => dilation),
        groups: 1,
      },
      shape,
    );
  },
  // The gradients by patches are right everywhere; cuDNN's come when they are measured on a GPU.
  input: patches.input,
  filter: patches.filter,
};

export function convolutionFor(platform: string): ConvolutionLowering {
  return platform === 'cpu' ? patches : native;
}

/** A row for each window, `[windows, places * channels]`. */
function patchMatrix(hlo: StableHlo, x: Value, windows: Windows): Value {
  return rows(hlo, hlo.concatenate(slices(hlo, x, windows, 0), windows.length + 1));
}

/** All but the last axis flattened. */
function rows(hlo: StableHlo, x: Value): Value {
  return hlo.reshape(x, [sizeOf(x.shape.slice(0, -1)), lastOf(x.shape)]);
}

const lastOf = (shape: Shape) => shape[shape.length - 1];
