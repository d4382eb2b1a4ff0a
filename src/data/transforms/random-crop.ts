/** Cuts a window out of each image, at a place chosen by chance. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkChoice } from './checks.js';
import type { Fill } from './fill.js';
import {
  checkBorder,
  type Edges,
  edgesOf,
  PADDING_MODES,
  type Padding,
  type PaddingMode,
  padded,
} from './pad.js';
import { pixelsAt, pixelsOrFill } from './pixels.js';
import { compute, imageShape, Transform } from './transform.js';

/** Options of {@link RandomCrop}. */
export interface RandomCropOptions {
  /** Pixels around the image before it is cut. Default 0. */
  padding?: Padding;
  /** Whether images that are smaller than the window get a border; otherwise they are refused. Default false. */
  padIfNeeded?: boolean;
  /** What the padding is filled with: one value, or one for each channel. Default 0. */
  fill?: Fill;
  /** Default `constant`. */
  paddingMode?: PaddingMode;
}

/** PyTorch: `torchvision.transforms.RandomCrop`. */
export class RandomCrop extends Transform {
  /** Height and width in pixels. */
  readonly size: readonly [height: number, width: number];
  /** Pixels at each edge: left, top, right, bottom. */
  readonly padding: Edges;
  readonly padIfNeeded: boolean;
  readonly fill: Fill;
  readonly paddingMode: PaddingMode;

  /** @throws TransformError when size or padding is not a whole number. */
  constructor(
    size: number | readonly [height: number, width: number],
    options: RandomCropOptions = {},
  ) {
    super();
    const { padding, padIfNeeded, fill, paddingMode } = withDefaults('RandomCrop', options, {
      padding: 0,
      padIfNeeded: false,
      fill: 0,
      paddingMode: 'constant',
    });
    this.size = typeof size === 'number' ? [size, size] : size;
    checkChoice('RandomCrop', 'paddingMode', paddingMode, PADDING_MODES);
    checkBorder('RandomCrop', fill, paddingMode);
    this.padding = edgesOf('RandomCrop', padding);
    this.padIfNeeded = padIfNeeded;
    this.fill = fill;
    this.paddingMode = paddingMode;
    if (!this.size.every((side) => Number.isInteger(side) && side > 0)) {
      throw new TransformError(
        'RandomCrop',
        `size is [${this.size}]. Its sides are whole numbers.`,
      );
    }
  }

  /**
   * Cuts a window out of each image, by chance.
   * @throws TransformError when the padded images are smaller than the window.
   */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = imageShape('RandomCrop', batch);
    const [newHeight, newWidth] = this.size;
    const edges = this.#edges(height, width);
    const [left, top, right, bottom] = edges;
    const roomY = height + top + bottom - newHeight;
    const roomX = width + left + right - newWidth;
    if (roomY < 0 || roomX < 0) {
      throw new TransformError(
        'RandomCrop',
        `images of ${height} x ${width} with padding [${edges}] are smaller than ` +
          `${newHeight} x ${newWidth}. With padIfNeeded: true they get a border.`,
      );
    }
    return compute(batch, (images) => {
      const corners = stepRandom({
        shape: [samples, 2],
        dtype: 'int32',
        fill: () =>
          Int32Array.from(Array.from({ length: samples }, () => corner(roomY, roomX)).flat()),
      });
      const start = (axis: 0 | 1) =>
        tf.reshape(tf.slice(corners, [0, axis], [samples, 1]), [samples, 1, 1, 1]);
      const rows = tf.add(start(0), tf.reshape(count(newHeight), [1, 1, newHeight, 1]));
      const columns = tf.add(start(1), tf.reshape(count(newWidth), [1, 1, 1, newWidth]));
      const { paddingMode, fill } = this;
      if (paddingMode !== 'constant')
        return pixelsAt(padded(images as tf.Tensor4D, edges, paddingMode, fill), rows, columns);
      // Nothing need be copied for a border of one value.
      const inside = (places: tf.Tensor, border: number) =>
        tf.sub(places, tf.scalar(border, 'int32'));
      return pixelsOrFill(images as tf.Tensor4D, inside(rows, top), inside(columns, left), fill);
    });
  }

  /** The border, with what images of these sides lack at both ends where they may get it. */
  #edges(height: number, width: number): Edges {
    const [left, top, right, bottom] = this.padding;
    if (!this.padIfNeeded) return this.padding;
    const [newHeight, newWidth] = this.size;
    const down = Math.max(newHeight - height - top - bottom, 0);
    const across = Math.max(newWidth - width - left - right, 0);
    return [left + across, top + down, right + across, bottom + down];
  }
}

const count = (size: number) => tf.range(0, size, 1, 'int32');

/** PyTorch: `RandomCrop.get_params`, which draws nothing where there is no room. */
function corner(roomY: number, roomX: number): [y: number, x: number] {
  if (roomY === 0 && roomX === 0) return [0, 0];
  return [defaultGenerator.randint(roomY + 1), defaultGenerator.randint(roomX + 1)];
}
