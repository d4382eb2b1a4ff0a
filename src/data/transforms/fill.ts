/** What is put where an image doesn't reach. */
import * as tf from '@tensorflow/tfjs-core';
import { shown } from '../../tensor/index.js';
import { TransformError } from '../errors.js';

/** One value for all channels, or one for each. */
export type Fill = number | readonly number[];

/** @throws TransformError unless it is a finite number or some of them. */
export function checkFill(transform: string, fill: Fill, option = 'fill'): void {
  const values: unknown = typeof fill === 'number' ? [fill] : fill;
  if (Array.isArray(values) && values.length > 0 && values.every(Number.isFinite)) return;
  throw new TransformError(
    transform,
    `${option} is ${shown(fill)}. It is a finite number, or a list of them with one for each channel.`,
  );
}

/** Whether channels may differ. */
export const isByChannel = (fill: Fill): fill is readonly number[] =>
  typeof fill !== 'number' && fill.length > 1;

/**
 * As a tensor that broadcasts over `images`, `[batch, channels, height, width]`: of one value, or `[1, channels, 1, 1]`.
 * @throws TransformError where the images have another number of channels.
 */
export function fillOf(images: tf.Tensor, fill: Fill): tf.Tensor {
  if (!isByChannel(fill)) {
    return tf.scalar(typeof fill === 'number' ? fill : fill[0], images.dtype);
  }
  const [, channels] = images.shape;
  if (fill.length !== channels) {
    throw new TransformError(
      'fill',
      `it has ${fill.length} values, but the images have ${channels} channels.`,
    );
  }
  return tf.tensor4d(
    [...fill],
    [1, channels, 1, 1],
    images.dtype === 'int32' ? 'int32' : 'float32',
  );
}
