/**
 * How a convolution and its two gradients are written, chosen by platform: as XLA's convolution, which is Eigen's on a
 * CPU and cuDNN's on a GPU, or as a matrix product over patches. On a CPU XLA has a fast convolution only where it is
 * neither dilated nor reversed, as the gradient of a picture would be.
 *
 * Pictures are `[batch, height, width, channels]`, filters `[height, width, in, out]`; patches serve volumes
 * too, which have a depth before the height.
 */
import { BatchedHlo } from '../graph/batched.js';
import type { Value } from '../graph/emitter.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { outputSizes, overlapAdd, placesIn, slices, type Windows } from './windows.js';

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
    // What overlaps is added up in float32.
    const wide = hlo.convert(product, 'f32');
    const all = hlo.reshape(wide, [dy.shape[0], ...outputSizes(windows), places * channels]);
    const parts = Array.from({ length: places }, (_, i) =>
      hlo.sliceAxis(all, windows.length + 1, { start: i * channels, limit: (i + 1) * channels }),
    );
    return hlo.convert(overlapAdd(hlo, parts, windows), dy.type);
  },
  filter(hlo, x, dy, windows) {
    const product = hlo.dot(patchMatrix(hlo, x, windows), rows(hlo, dy), { contract: [[0], [0]] });
    const size = windows.map((axis) => axis.filter);
    return hlo.reshape(product, [...size, lastOf(x.shape), lastOf(dy.shape)]);
  },
};

/** XLA's convolution. */
const native: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const shape = [x.shape[0], ...outputSizes(windows), lastOf(filter.shape)];
    return hlo.convolution(
      reached(hlo, x, windows),
      filter,
      {
        strides: windows.map(({ stride }) => stride),
        padding: windows.map((axis) => [axis.before, Math.max(0, beyond(axis))]),
        filterDilations: windows.map(({ dilation }) => dilation),
      },
      shape,
    );
  },
  input: patches.input,
  /** The picture's channels are the batch, and the output's gradient is the filter that is moved over them. */
  filter(hlo, x, dy, windows) {
    const size = windows.map((axis) => axis.filter);
    const gradient = hlo.convolution(
      hlo.transpose(reached(hlo, x, windows), [3, 1, 2, 0]),
      hlo.transpose(dy, [1, 2, 0, 3]),
      {
        strides: windows.map(({ dilation }) => dilation),
        padding: windows.map((axis) => [axis.before, Math.max(0, beyond(axis))]),
        filterDilations: windows.map(({ stride }) => stride),
      },
      [lastOf(x.shape), ...size, lastOf(dy.shape)],
    );
    return hlo.transpose(gradient, [1, 2, 0, 3]);
  },
};

/** Of fewer numbers a CPU multiplies patches faster than XLA walks over the picture. */
const MANY = 64;

/** Whether XLA walks over the picture as fast. Pixels alone need no patches. */
function isLarge(windows: Windows, inputs: number, outputs: number): boolean {
  const places = placesIn(windows);
  return places > 1 && places * inputs >= MANY && outputs >= 16;
}

const onCpu: ConvolutionLowering = {
  forward(hlo, x, filter, windows) {
    const large = isLarge(windows, lastOf(x.shape), lastOf(filter.shape));
    return (large ? native : patches).forward(hlo, x, filter, windows);
  },
  input(hlo, dy, filter, windows) {
    const [channels, outputs] = filter.shape.slice(-2);
    const shares = sharesOf(windows);
    if (shares && isLarge(windows, outputs, channels)) {
      return inShares(hlo, dy, filter, shares, windows);
    }
    const turned = windows.map(turnedRound);
    const fits = turned.every((axis) => axis.before >= 0 && beyond(axis) >= 0);
    const steps = windows.every(({ stride }) => stride === 1);
    if (!steps || !fits || !isLarge(windows, outputs, channels)) {
      return patches.input(hlo, dy, filter, windows);
    }
    const back = hlo.transpose(hlo.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return native.forward(hlo, dy, back, turned);
  },
  filter(hlo, x, dy, windows) {
    const few = placesIn(windows) === 1 || placesIn(windows) * lastOf(x.shape) < MANY;
    return (few ? patches : native).filter(hlo, x, dy, windows);
  },
};

/** The windows, over the gradient of the output, of which each element of the picture was a part. */
function turnedRound(axis: Windows[number]): Windows[number] {
  const { input, output, filter, dilation, before, after } = axis;
  const reach = (filter - 1) * dilation;
  return { ...axis, input: output, output: input, before: reach - before, after: reach - after };
}

/**
 * Of a convolution with strides: the elements of the picture that lie at one place between two windows are the result of a
 * convolution without, of the output's gradient by every n-th element of the filter.
 */
interface Share {
  /** Which elements of the filter, from `start` in steps. */
  readonly start: readonly number[];
  readonly windows: Windows;
}

/** The shares, the last axis running fastest; undefined where there are none, or one has no part of the filter or too little padding. */
function sharesOf(windows: Windows): Share[] | undefined {
  if (windows.every(({ stride }) => stride === 1)) return undefined;
  const shares = windows.reduce<Share[]>(
    (all, axis) =>
      all.flatMap((share) =>
        Array.from({ length: axis.stride }, (_, place) => {
          const { start, window } = shareAlong(axis, place);
          return { start: [...share.start, start], windows: [...share.windows, window] };
        }),
      ),
    [{ start: [], windows: [] }],
  );
  const fits = (axis: Windows[number]) =>
    axis.filter > 0 && axis.dilation === 1 && axis.before >= 0;
  return shares.every((share) => share.windows.every(fits)) ? shares : undefined;
}

/** @param place of the elements, from 0 */
function shareAlong(
  axis: Windows[number],
  place: number,
): { start: number; window: Windows[number] } {
  const { input, output: length, stride, before } = axis;
  const start = (place + before) % stride;
  const filter = Math.ceil((axis.filter - start) / stride);
  const output = Math.ceil(input / stride);
  const low = filter - 1 - (place + before - start) / stride;
  const after = output - 1 + filter - low - length;
  return {
    start,
    window: { ...axis, input: length, output, filter, stride: 1, before: low, after },
  };
}

function inShares(
  hlo: StableHlo,
  dy: Value,
  filter: Value,
  shares: readonly Share[],
  windows: Windows,
): Value {
  const back = hlo.transpose(hlo.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  const parts = shares.map((share) => {
    // The filter lies reversed, so its steps are counted from its end.
    const ranges = windows.map((axis, i) => ({
      start: (axis.filter - 1 - share.start[i]) % axis.stride,
      limit: axis.filter - share.start[i],
      stride: axis.stride,
    }));
    const whole = back.shape.slice(2).map((limit) => ({ start: 0, limit }));
    const how = placesIn(share.windows) > 1 ? native : patches;
    return how.forward(hlo, dy, hlo.slice(back, [...ranges, ...whole]), share.windows);
  });
  const [batch, height, width, channels] = parts[0].shape;
  const [down, across] = windows.map(({ stride }) => stride);
  const woven = hlo.transpose(
    hlo.reshape(
      hlo.concatenate(
        parts.map((part) => hlo.reshape(part, [1, ...part.shape])),
        0,
      ),
      [down, across, batch, height, width, channels],
    ),
    [2, 3, 0, 4, 1, 5],
  );
  const whole = hlo.reshape(woven, [batch, height * down, width * across, channels]);
  return hlo.slice(
    whole,
    [batch, windows[0].input, windows[1].input, channels].map((limit) => ({ start: 0, limit })),
  );
}

/** What cuDNN's own gradients cost has not been measured. */
const onGpu: ConvolutionLowering = { ...native, filter: patches.filter };

export function convolutionFor(hlo: StableHlo): ConvolutionLowering {
  // Filters in a batch are the matrices of one product.
  if (hlo instanceof BatchedHlo) return patches;
  return hlo.platform === 'cpu' ? onCpu : onGpu;
}

/** How far the last window reaches over the end of the picture; negative where it doesn't reach the end. */
function beyond({ input, output, filter, stride, dilation, before }: Windows[number]): number {
  return (output - 1) * stride + (filter - 1) * dilation + 1 - input - before;
}

/** The part of a picture that lies under windows. */
function reached(hlo: StableHlo, x: Value, windows: Windows): Value {
  const ends = [0, ...windows.map((axis) => Math.min(0, beyond(axis))), 0];
  return hlo.slice(
    x,
    x.shape.map((size, axis) => ({ start: 0, limit: size + ends[axis] })),
  );
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
