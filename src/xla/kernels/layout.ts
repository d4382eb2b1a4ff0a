/** Pictures with their channels first, `[batch, channels, height, width]`: turned round for the kernels and back. */

import type { Conv2DAttrs } from '@tensorflow/tfjs-core';
import type { Node } from '../graph/node.js';
import { at } from '../graph/shape.js';
import { reshape } from './kernel.js';
import { transpose } from './shape-kernels.js';

type Padding = Conv2DAttrs['pad'];
export type DataFormat = 'NHWC' | 'NCHW';

/** A picture of either format as `[batch, height, width, channels]`. */
export function channelsLast(x: Node, format: DataFormat): Node {
  return format === 'NCHW' ? transpose(x, [0, 2, 3, 1]) : x;
}

/** Explicit padding, a pair for each axis, with its axes in the order of {@link channelsLast}. */
export function channelsLastPadding(pad: Padding, format: DataFormat): Padding {
  if (format === 'NHWC' || !Array.isArray(pad)) return pad;
  const [batch, channels, height, width] = pad;
  return [batch, height, width, channels];
}

/** A result `[batch, height, width, channels]` in the format that was asked for. */
export function inFormat(x: Node, format: DataFormat): Node {
  return format === 'NCHW' ? transpose(x, [0, 3, 1, 2]) : x;
}

/**
 * A bias, or the slopes of `prelu`, for a picture whose channels were turned to the last axis. One of rank 1 is a
 * number for each channel in both formats.
 */
export function perChannelLast(x: Node, format: DataFormat): Node {
  if (format === 'NHWC' || x.shape.length < 3) return x;
  const rank = x.shape.length;
  const [channels, height, width] = [rank - 3, rank - 2, rank - 1].map((axis) => at(x.shape, axis));
  const leading = x.shape.slice(0, -3);
  if (height === 1 && width === 1) return reshape(x, [...leading, 1, 1, channels]);
  return transpose(x, [...leading.map((_, i) => i), rank - 2, rank - 1, rank - 3]);
}
