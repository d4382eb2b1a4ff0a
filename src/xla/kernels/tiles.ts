/**
 * Windows that lie side by side as tiles, the usual ones of pooling: each element lies in one window at most, so that
 * what the windows have is spread over them by broadcasting, with no sum.
 */
import type { ElementType } from '../graph/element-type.js';
import type { Value } from '../graph/emitter.js';
import { sizeOf } from '../graph/shape.js';
import type { StableHlo } from '../graph/stablehlo.js';
import { computedOnce } from './computed-once.js';
import { isUnpadded, type Windows } from './windows.js';

/** Whether windows don't overlap, leave no gaps and have no padding. */
export function isTiling(windows: Windows): boolean {
  const tiles = windows.every(
    ({ filter, stride, dilation }) => filter === stride && dilation === 1,
  );
  return tiles && isUnpadded(windows);
}

/** Each element of `x`, one a window, at all places of its window; 0 on what no window reaches. */
export function spread(hlo: StableHlo, x: Value, windows: Windows): Value {
  // [batch, rows, columns, channels] as [batch, rows, places, columns, places, channels].
  const split = x.shape.flatMap((size, axis) => {
    const window = windows[axis - 1];
    return window ? [size, window.filter] : [size];
  });
  const axes = x.shape.map((_, axis) => axis + Math.min(Math.max(axis - 1, 0), windows.length));
  const tiled = hlo.broadcastAlong(computedOnce(hlo, x), split, axes);
  const shape = x.shape.map((size, axis) => size * (windows[axis - 1]?.filter ?? 1));
  return hlo.pad(hlo.reshape(tiled, shape), [
    { low: 0, high: 0 },
    ...windows.map(({ input, output, filter }) => ({ low: 0, high: input - output * filter })),
    { low: 0, high: 0 },
  ]);
}

/** Of each element of `x`: its place in its window, counted row by row. */
export function placeInTile(hlo: StableHlo, x: Value, windows: Windows, type: ElementType): Value {
  const sizes = windows.map(({ input }) => input);
  const along = windows.map(({ filter }, i) => {
    const place = hlo.binary('remainder', hlo.iota('i32', sizes, i), filter);
    return hlo.multiply(place, sizeOf(windows.slice(i + 1).map((inner) => inner.filter)));
  });
  const places = along.reduce((a, b) => hlo.add(a, b));
  return hlo.broadcastAlong(
    hlo.convert(places, type),
    x.shape,
    windows.map((_, i) => i + 1),
  );
}
