/**
 * Sliding windows over pictures `[batch, height, width, channels]`, taken apart into one strided slice
 * for each place in the window. Convolution and pooling are arithmetic on these slices, which XLA fuses.
 */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import type { StableHlo } from '../graph/stablehlo.js';

/** A window's size, steps and padding: the part of tfjs's `Conv2DInfo` that matters here. */
export interface Windows {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function windowsOf(info: backend_util.Conv2DInfo): Windows {
  const { top, bottom, left, right } = info.padInfo;
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const size = { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth };
  const steps = { strideHeight, strideWidth, dilationHeight, dilationWidth };
  return { ...size, ...steps, top, bottom, left, right };
}

/** For each place in the window, row by row: what lies there, `[batch, outHeight, outWidth, channels]`. */
export function slices(hlo: StableHlo, x: Value, windows: Windows, fill: number): Value[] {
  const padded = hlo.pad(x, padding(windows), fill);
  const [batch, , , channels] = x.shape;
  return places(windows).map(({ row, column }) =>
    hlo.slice(padded, [
      { start: 0, limit: batch },
      span(row, windows.outHeight, windows.strideHeight),
      span(column, windows.outWidth, windows.strideWidth),
      { start: 0, limit: channels },
    ]),
  );
}

/** The transpose of {@link slices}: puts each slice back to where it came from and adds them up. */
export function overlapAdd(hlo: StableHlo, parts: readonly Value[], windows: Windows): Value {
  const none = { low: 0, high: 0 };
  const height = windows.inHeight + windows.top + windows.bottom;
  const width = windows.inWidth + windows.left + windows.right;
  const sum = places(windows)
    .map(({ row, column }, i) =>
      hlo.pad(parts[i], [
        none,
        spread(row, windows.outHeight, windows.strideHeight, height),
        spread(column, windows.outWidth, windows.strideWidth, width),
        none,
      ]),
    )
    .reduce((a, b) => hlo.add(a, b));
  const crop = padding(windows).map(({ low, high }) => ({ low: 0 - low, high: 0 - high }));
  return hlo.pad(sum, crop);
}

/** How many places of each window lie on the picture and not on its padding: `[1, outHeight, outWidth, 1]`. */
export function validCounts(windows: Windows): number[] {
  const rows = counts(windows.outHeight, windows.inHeight, windows.filterHeight, {
    stride: windows.strideHeight,
    dilation: windows.dilationHeight,
    before: windows.top,
  });
  const columns = counts(windows.outWidth, windows.inWidth, windows.filterWidth, {
    stride: windows.strideWidth,
    dilation: windows.dilationWidth,
    before: windows.left,
  });
  return rows.flatMap((row) => columns.map((column) => row * column));
}

function counts(
  out: number,
  length: number,
  filter: number,
  { stride, dilation, before }: { stride: number; dilation: number; before: number },
): number[] {
  return Array.from({ length: out }, (_, i) => {
    let count = 0;
    for (let k = 0; k < filter; k++) {
      const place = i * stride + k * dilation - before;
      if (place >= 0 && place < length) count++;
    }
    return count;
  });
}

function places({ filterHeight, filterWidth, dilationHeight, dilationWidth }: Windows) {
  return Array.from({ length: filterHeight * filterWidth }, (_, i) => ({
    row: Math.floor(i / filterWidth) * dilationHeight,
    column: (i % filterWidth) * dilationWidth,
  }));
}

function padding({ top, bottom, left, right }: Windows) {
  const none = { low: 0, high: 0 };
  return [none, { low: top, high: bottom }, { low: left, high: right }, none];
}

function span(start: number, count: number, stride: number) {
  return { start, limit: start + (count - 1) * stride + 1, stride };
}

function spread(start: number, count: number, stride: number, length: number) {
  return {
    low: start,
    high: length - start - ((count - 1) * stride + 1),
    interior: stride - 1,
  };
}
