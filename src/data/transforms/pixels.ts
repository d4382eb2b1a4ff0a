/** Pixels from computed places of each image of a batch. */
import * as tf from '@tensorflow/tfjs-core';
import { type Fill, fillOf } from './fill.js';

/**
 * The pixels at rows `y` and columns `x` of each image; where there is none, the nearest one.
 *
 * @param images `[batch, channels, height, width]`
 * @param y int32, broadcast to `[batch, 1, newHeight, newWidth]`
 * @param x the same
 * @returns `[batch, channels, newHeight, newWidth]`
 */
export function pixelsAt(images: tf.Tensor4D, y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const [batch, channels, height, width] = images.shape;
  const offset = tf.add(tf.mul(nearestIndex(y, height), int(width)), nearestIndex(x, width));
  const planes = tf.mul(tf.range(0, batch * channels, 1, 'int32'), int(height * width));
  const index = tf.add(offset, tf.reshape(planes, [batch, channels, 1, 1]));
  const pixels = tf.gather(tf.reshape(images, [-1]), tf.reshape(index, [-1]));
  return tf.reshape(pixels, index.shape);
}

/** Whether images of this shape have a pixel at rows `y` and columns `x`: bool, of their shape. */
export function isInside(images: tf.Tensor4D, y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const [, , height, width] = images.shape;
  return tf.logicalAnd(isIndex(y, height), isIndex(x, width));
}

/** {@link pixelsAt}, with `fill` where there is no pixel. */
export function pixelsOrFill(
  images: tf.Tensor4D,
  y: tf.Tensor,
  x: tf.Tensor,
  fill: Fill,
): tf.Tensor {
  const pixels = pixelsAt(images, y, x);
  const inside = tf.broadcastTo(isInside(images, y, x), pixels.shape);
  return tf.where(inside, pixels, tf.broadcastTo(fillOf(images, fill), pixels.shape));
}

const int = (value: number) => tf.scalar(value, 'int32');

const isIndex = (index: tf.Tensor, size: number) =>
  tf.logicalAnd(tf.greaterEqual(index, int(0)), tf.less(index, int(size)));

const nearestIndex = (index: tf.Tensor, size: number) =>
  tf.minimum(tf.maximum(index, int(0)), int(size - 1));
