/** Images of another size: resized, cut from the middle, with a border. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { centerStart, resizedSides, type Sides } from '../image-sizes.js';
import {
  checkResampling,
  RESAMPLING,
  type Resampling,
  type ResamplingOptions,
  resizingWeights,
} from './resampling.js';
import { compute, floatImageShape, imageShape, Transform } from './transform.js';

/** Options of {@link Resize}. */
export interface ResizeOptions extends ResamplingOptions {
  /** The most pixels of the longer side, where a number is given for the shorter one. Default: any number. */
  maxSize?: number;
}

/** PyTorch: `torchvision.transforms.Resize`. */
export class Resize extends Transform {
  readonly interpolation: Resampling;
  readonly antialias: boolean;
  readonly maxSize: number | undefined;

  /**
   * @param size a number for the shorter side, or height and width
   * @throws TransformError when it is no size, or `maxSize` not longer than the shorter side.
   */
  constructor(
    readonly size: Sides,
    options: ResizeOptions = {},
  ) {
    super();
    checkSides('Resize', 'size', size);
    const { interpolation, antialias, maxSize } = withDefaults('Resize', options, {
      ...RESAMPLING,
      maxSize: undefined,
    });
    checkResampling('Resize', interpolation);
    checkMaxSize(size, maxSize);
    this.interpolation = interpolation;
    this.antialias = antialias;
    this.maxSize = maxSize;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [, , height, width] = floatImageShape('Resize', batch);
    const [newHeight, newWidth] = resizedSides(this.size, height, width, this.maxSize);
    return compute(batch, (images) => {
      const weights = (size: number, newSize: number) =>
        tf.tensor2d(resizingWeights({ size }, newSize, this), [newSize, size]);
      return resample(images, weights(height, newHeight), weights(width, newWidth));
    });
  }
}

function checkMaxSize(size: Sides, maxSize: number | undefined): void {
  if (maxSize === undefined) return;
  if (typeof size !== 'number') {
    throw new TransformError('Resize', 'maxSize goes with a number for the shorter side alone.');
  }
  if (Number.isInteger(maxSize) && maxSize > size) return;
  throw new TransformError(
    'Resize',
    `maxSize is ${maxSize}. It is a whole number above the shorter side's ${size}.`,
  );
}

/**
 * @param rows `[newHeight, height]`, or one for each image `[batch, newHeight, height]`
 * @param columns the same for widths
 */
export function resample(images: tf.Tensor, rows: tf.Tensor, columns: tf.Tensor): tf.Tensor {
  const [batch, channels, height, width] = images.shape;
  const [newHeight, newWidth] = [rows.shape.at(-2) ?? 0, columns.shape.at(-2) ?? 0];
  const own = (weights: tf.Tensor, size: number, newSize: number) =>
    tf.broadcastTo(tf.reshape(weights, [-1, 1, newSize, size]), [batch, channels, newSize, size]);
  const wide = tf.matMul(images, own(columns, width, newWidth), false, true);
  return tf.matMul(own(rows, height, newHeight), wide);
}

/** The middle of each image; what is too small gets a border of 0. PyTorch: `torchvision.transforms.CenterCrop`. */
export class CenterCrop extends Transform {
  /** Height and width in pixels. */
  readonly size: readonly [height: number, width: number];

  constructor(size: Sides) {
    super();
    checkSides('CenterCrop', 'size', size);
    this.size = typeof size === 'number' ? [size, size] : size;
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, channels, ...sides] = imageShape('CenterCrop', batch);
    const { size } = this;
    const missing = sides.map((side, i) => Math.max(size[i] - side, 0));
    const starts = sides.map((side, i) => centerStart(side, size[i]));
    const before = starts.map((start) => Math.max(-start, 0));
    return compute(batch, (images) => {
      const padded = tf.pad(images, [
        [0, 0],
        [0, 0],
        [before[0], missing[0] - before[0]],
        [before[1], missing[1] - before[1]],
      ]);
      return tf.slice(
        padded,
        [0, 0, ...starts.map((start) => Math.max(start, 0))],
        [samples, channels, ...size],
      );
    });
  }
}

/** @throws TransformError unless all sides are whole numbers above 0. */
export function checkSides(transform: string, option: string, size: Sides): void {
  const sides = typeof size === 'number' ? [size] : size;
  if (Array.isArray(sides) && sides.every((side) => Number.isInteger(side) && side > 0)) return;
  throw new TransformError(
    transform,
    `${option} is ${typeof size === 'number' ? size : `[${size}]`}. Its sides are whole numbers above 0.`,
  );
}
