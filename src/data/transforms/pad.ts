/** Borders around images. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkChoice } from './checks.js';
import { checkFill, type Fill, fillOf, isByChannel } from './fill.js';
import { pixelsAt } from './pixels.js';
import { compute, imageShape, Transform } from './transform.js';

/** For all sides; left and right, top and bottom; or left, top, right, bottom. */
export type Padding =
  | number
  | readonly [leftRight: number, topBottom: number]
  | readonly [left: number, top: number, right: number, bottom: number];

/** `constant`: `fill`; `edge`: the outermost pixel; `reflect`: mirrored, without the outermost pixel; `symmetric`: with it. */
export type PaddingMode = (typeof PADDING_MODES)[number];
export const PADDING_MODES = ['constant', 'edge', 'reflect', 'symmetric'] as const;

/** Pixels at each edge. */
export type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** Options of {@link Pad}. */
export interface PadOptions {
  /** Default `constant`. */
  paddingMode?: PaddingMode;
  /** One value, or one for each channel where the mode is `constant`. Default 0. */
  fill?: Fill;
}

/** PyTorch: `torchvision.transforms.Pad`. */
export class Pad extends Transform {
  /** Pixels at each edge: left, top, right, bottom. */
  readonly padding: Edges;
  readonly paddingMode: PaddingMode;
  readonly fill: Fill;

  /** @throws TransformError when a padding is not a whole number. */
  constructor(padding: Padding, options: PadOptions = {}) {
    super();
    const { paddingMode, fill } = withDefaults('Pad', options, {
      paddingMode: 'constant',
      fill: 0,
    });
    checkChoice('Pad', 'paddingMode', paddingMode, PADDING_MODES);
    checkBorder('Pad', fill, paddingMode);
    this.padding = edgesOf('Pad', padding);
    this.paddingMode = paddingMode;
    this.fill = fill;
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    imageShape('Pad', batch);
    return compute(batch, (images) =>
      padded(images as tf.Tensor4D, this.padding, this.paddingMode, this.fill),
    );
  }
}

/** @throws TransformError unless all are whole numbers from 0. */
export function edgesOf(transform: string, padding: Padding): Edges {
  const [left, top, right = left, bottom = top] =
    typeof padding === 'number' ? [padding, padding] : padding;
  const edges = [left, top, right, bottom] as const;
  if (edges.every((pixels) => Number.isInteger(pixels) && pixels >= 0)) return edges;
  throw new TransformError(transform, `padding is [${edges}]. It is whole numbers from 0.`);
}

/** Images `[batch, channels, height, width]` with a border. */
export function padded(
  images: tf.Tensor4D,
  [left, top, right, bottom]: Edges,
  mode: PaddingMode,
  fill: Fill,
): tf.Tensor4D {
  const paddings: [number, number][] = [
    [0, 0],
    [0, 0],
    [top, bottom],
    [left, right],
  ];
  switch (mode) {
    case 'constant':
      return constantPadded(images, paddings, fill);
    case 'edge':
      return edgePadded(images, [left, top, right, bottom]);
    case 'reflect':
    case 'symmetric':
      return tf.mirrorPad(images, paddings, mode);
    default:
      return mode satisfies never;
  }
}

/** @throws TransformError where the border is to have a value for each channel, but is made of the image. */
export function checkBorder(transform: string, fill: Fill, mode: PaddingMode): void {
  checkFill(transform, fill);
  if (mode === 'constant' || !isByChannel(fill)) return;
  throw new TransformError(transform, `fill is [${fill}]; paddingMode '${mode}' takes none.`);
}

function constantPadded(
  images: tf.Tensor4D,
  paddings: [number, number][],
  fill: Fill,
): tf.Tensor4D {
  if (!isByChannel(fill))
    return tf.pad(images, paddings, typeof fill === 'number' ? fill : fill[0]);
  const isImage: tf.Tensor4D = tf.pad(tf.onesLike(images), paddings);
  const border = tf.broadcastTo<tf.Rank.R4>(fillOf(images, fill), isImage.shape);
  return tf.where(tf.equal(isImage, tf.onesLike(isImage)), tf.pad(images, paddings), border);
}

/** What lies outside is the nearest pixel. */
function edgePadded(images: tf.Tensor4D, [left, top, right, bottom]: Edges): tf.Tensor4D {
  const [, , height, width] = images.shape;
  const rows = tf.reshape(tf.range(-top, height + bottom, 1, 'int32'), [1, 1, -1, 1]);
  const columns = tf.reshape(tf.range(-left, width + right, 1, 'int32'), [1, 1, 1, -1]);
  return pixelsAt(images, rows, columns) as tf.Tensor4D;
}
