/**
 * Sliding windows over pictures `[batch, height, width, channels]` or volumes `[batch, depth, height, width,
 * channels]`, taken apart into one strided slice for each place in the window. Convolution and pooling are
 * arithmetic on these slices, which XLA fuses.
 */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Padding } from '../graph/array-ops.js';
import type { Value } from '../graph/emitter.js';
import { sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** A window along one axis: its size, steps and padding. */
interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly filter: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** Along height and width, and before them along depth where there is one. */
export type Windows = readonly WindowAxis[];

/** The windows that tfjs has computed. */
export function windowsOf(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Windows {
  const { padInfo } = info;
  const plane: Windows = [
    {
      input: info.inHeight,
      output: info.outHeight,
      filter: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: padInfo.top,
      after: padInfo.bottom,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      filter: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: padInfo.left,
      after: padInfo.right,
    },
  ];
  if (!('inDepth' in info)) return plane;
  const depth = {
    input: info.inDepth,
    output: info.outDepth,
    filter: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    before: info.padInfo.front,
    after: info.padInfo.back,
  };
  return [depth, ...plane];
}

/** The output's size along each axis. */
export const outputSizes = (windows: Windows) => windows.map(({ output }) => output);

/** How many places a window has. */
export const placesIn = (windows: Windows) => sizeOf(windows.map(({ filter }) => filter));

export const isUnpadded = (windows: Windows) =>
  windows.every(({ before, after }) => before === 0 && after === 0);

/** Of an axis without windows. */
export const WHOLE: Padding = { low: 0, high: 0 };

/** A picture with its padding. */
export function withPadding(hlo: StableHlo, x: Value, windows: Windows, fill: number): Value {
  const edges = windows.map(({ before, after }) => ({ low: before, high: after }));
  return hlo.pad(x, [WHOLE, ...edges, WHOLE], fill);
}

/** For each place in the window, row by row: what lies there, `[batch, ...outputSizes, channels]`. */
export function slices(hlo: StableHlo, x: Value, windows: Windows, fill: number): Value[] {
  return slicesOfPadded(hlo, withPadding(hlo, x, windows, fill), windows);
}

/** As {@link slices}, of a picture that has its padding. */
export function slicesOfPadded(hlo: StableHlo, padded: Value, windows: Windows): Value[] {
  return places(windows).map((place) =>
    hlo.slice(padded, [
      { start: 0, limit: padded.shape[0] },
      ...windows.map(({ output, stride }, axis) => ({
        start: place[axis],
        limit: place[axis] + (output - 1) * stride + 1,
        stride,
      })),
      { start: 0, limit: padded.shape[padded.shape.length - 1] },
    ]),
  );
}

/** The transpose of {@link slices}: puts each slice back to where it came from and adds them up. */
export function overlapAdd(hlo: StableHlo, parts: readonly Value[], windows: Windows): Value {
  const sum = places(windows)
    .map((place, i) =>
      hlo.pad(parts[i], [
        WHOLE,
        ...windows.map(({ input, output, stride, before, after }, axis) => {
          const low = place[axis];
          const high = input + before + after - low - ((output - 1) * stride + 1);
          return { low, high, interior: stride - 1 };
        }),
        WHOLE,
      ]),
    )
    .reduce((a, b) => hlo.add(a, b));
  const crop = windows.map(({ before, after }) => ({ low: 0 - before, high: 0 - after }));
  return hlo.pad(sum, [WHOLE, ...crop, WHOLE]);
}

/** How many places of each window lie on the input and not on its padding: `[1, ...outputSizes, 1]`. */
export function validCounts(windows: Windows): number[] {
  return windows.map(countsAlong).reduce((all, counts) =>
    // Row by row, so that the last axis runs fastest.
    all.flatMap((count) => counts.map((other) => count * other)),
  );
}

function countsAlong({ input, output, filter, stride, dilation, before }: WindowAxis): number[] {
  return Array.from({ length: output }, (_, i) => {
    const along = Array.from({ length: filter }, (_, k) => i * stride + k * dilation - before);
    return along.filter((place) => place >= 0 && place < input).length;
  });
}

/** Where each place of a window begins along the axes, the last axis running fastest. */
function places(windows: Windows): number[][] {
  return windows.reduce<number[][]>(
    (all, { filter, dilation }) =>
      all.flatMap((place) => Array.from({ length: filter }, (_, k) => [...place, k * dilation])),
    [[]],
  );
}
