/**
 * How a convolution and its two gradients are written, chosen by platform. On a CPU XLA's own
 * convolution is many times slower than a matrix product over patches; on a GPU it is cuDNN.
 *
 * Pictures are `[batch, height, width, channels]`, filters `[height, width, in, out]`.
 */
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { overlapAdd, slices, type Windows } from './windows.js';

interface ConvolutionLowering {
  forward(hlo: StableHlo, x: Value, filter: Value, windows: Windows): Value;
  /** The gradient of the picture, from that of the output. */
  input(hlo: StableHlo, dy: Value, filter: Value, windows: Windows): Value;
  /** The gradient of the filter, from the picture and the gradient of the output. */
  filter(hlo: StableHlo, x: Value, dy: Value, windows: Windows): Value;
}

/** Every window as a row of a matrix: the output is that matrix times the filter as a matrix. */
const patches: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const rows = patchMatrix(hlo, x, windows);
    const product = hlo.dot(rows, filterMatrix(hlo, filter), { contract: [[1], [0]] });
    const [batch] = x.shape;
    return hlo.reshape(product, [batch, windows.outHeight, windows.outWidth, filter.shape[3]]);
  },
  input(hlo, dy, filter, windows) {
    const [height, width, channels] = filter.shape;
    const [batch] = dy.shape;
    const rows = hlo.dot(pixelRows(hlo, dy), filterMatrix(hlo, filter), { contract: [[1], [1]] });
    const places = height * width;
    const shape = [batch, windows.outHeight, windows.outWidth, places * channels];
    const all = hlo.reshape(rows, shape);
    const parts = Array.from({ length: places }, (_, i) =>
      hlo.sliceAxis(all, 3, { start: i * channels, limit: (i + 1) * channels }),
    );
    return overlapAdd(hlo, parts, windows);
  },
  filter(hlo, x, dy, windows) {
    const rows = patchMatrix(hlo, x, windows);
    const product = hlo.dot(rows, pixelRows(hlo, dy), { contract: [[0], [0]] });
    const { filterHeight, filterWidth } = windows;
    return hlo.reshape(product, [filterHeight, filterWidth, x.shape[3], dy.shape[3]]);
  },
};

/** XLA's convolution; its gradients are convolutions too. */
const native: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const shape = [x.shape[0], windows.outHeight, windows.outWidth, filter.shape[3]];
    const { strideHeight, strideWidth, dilationHeight, dilationWidth } = windows;
    const { top, bottom, left, right } = windows;
    return hlo.convolution(
      x,
      filter,
      {
        layout: '[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]',
        strides: [strideHeight, strideWidth],
        padding: [
          [top, bottom],
          [left, right],
        ],
        inputDilations: [1, 1],
        filterDilations: [dilationHeight, dilationWidth],
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

/** `[batch * outHeight * outWidth, filterHeight * filterWidth * channels]`. */
function patchMatrix(hlo: StableHlo, x: Value, windows: Windows): Value {
  return pixelRows(hlo, hlo.concatenate(slices(hlo, x, windows, 0), 3));
}

function pixelRows(hlo: StableHlo, x: Value): Value {
  const [batch, height, width, channels] = x.shape;
  return hlo.reshape(x, [batch * height * width, channels]);
}

function filterMatrix(hlo: StableHlo, filter: Value): Value {
  const [height, width, channels, out] = filter.shape;
  return hlo.reshape(filter, [height * width * channels, out]);
}
