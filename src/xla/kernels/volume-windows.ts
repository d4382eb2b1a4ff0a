/**
 * Sliding windows over volumes `[batch, depth, height, width, channels]`, taken apart into one strided slice for each
 * place in the window, as windows.ts does for pictures.
 */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Padding } from '../graph/array-ops.js';
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** A window along one of the three axes. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly filter: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** Along depth, height and width. */
export type VolumeWindows = readonly WindowAxis[];

export function volumeWindowsOf(info: backend_util.Conv3DInfo): VolumeWindows {
  const { front, back, top, bottom, left, right } = info.padInfo;
  return [
    {
      input: info.inDepth,
      output: info.outDepth,
      filter: info.filterDepth,
      stride: info.strideDepth,
      dilation: info.dilationDepth,
      before: front,
      after: back,
    },
    {
      input: info.inHeight,
      output: info.outHeight,
      filter: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: top,
      after: bottom,
    },
    {
      input: info.inWidth,
      output: info.outWidth,
      filter: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: left,
      after: right,
    },
  ];
}

const WHOLE: Padding = { low: 0, high: 0 };

/** For each place in the window, width running fastest: `[batch, outDepth, outHeight, outWidth, channels]`. */
export function volumeSlices(
  hlo: StableHlo,
  x: Value,
  windows: VolumeWindows,
  fill: number,
): Value[] {
  const edges = windows.map(({ before, after }) => ({ low: before, high: after }));
  const padded = hlo.pad(x, [WHOLE, ...edges, WHOLE], fill);
  return placesOf(windows).map((place) =>
    hlo.slice(padded, [
      { start: 0, limit: padded.shape[0] },
      ...windows.map(({ output, stride, dilation }, axis) => {
        const start = place[axis] * dilation;
        return { start, limit: start + (output - 1) * stride + 1, stride };
      }),
      { start: 0, limit: padded.shape[4] },
    ]),
  );
}

/** The transpose of {@link volumeSlices}: puts each slice back to where it came from and adds them up. */
export function volumeOverlapAdd(
  hlo: StableHlo,
  parts: readonly Value[],
  windows: VolumeWindows,
): Value {
  const spread = placesOf(windows).map((place, i) =>
    hlo.pad(parts[i], [
      WHOLE,
      ...windows.map(({ input, output, stride, dilation, before, after }, axis) => {
        const low = place[axis] * dilation;
        const high = input + before + after - low - ((output - 1) * stride + 1);
        return { low, high, interior: stride - 1 };
      }),
      WHOLE,
    ]),
  );
  const sum = spread.reduce((a, b) => hlo.add(a, b));
  const crop = windows.map(({ before, after }) => ({ low: 0 - before, high: 0 - after }));
  return hlo.pad(sum, [WHOLE, ...crop, WHOLE]);
}

/** How many places of each window lie on the volume: `[1, outDepth, outHeight, outWidth, 1]`, at least 1. */
export function volumeCounts(windows: VolumeWindows): number[] {
  const [depths, heights, widths] = windows.map((axis) =>
    Array.from({ length: axis.output }, (_, i) => {
      const places = Array.from(
        { length: axis.filter },
        (_, k) => i * axis.stride + k * axis.dilation - axis.before,
      );
      return places.filter((place) => place >= 0 && place < axis.input).length;
    }),
  );
  return depths.flatMap((d) => heights.flatMap((h) => widths.map((w) => Math.max(1, d * h * w))));
}

/** The places in a window, as `[depth, row, column]`. */
function placesOf([depth, height, width]: VolumeWindows): number[][] {
  const list: number[][] = [];
  for (let d = 0; d < depth.filter; d++) {
    for (let h = 0; h < height.filter; h++) {
      for (let w = 0; w < width.filter; w++) list.push([d, h, w]);
    }
  }
  return list;
}
