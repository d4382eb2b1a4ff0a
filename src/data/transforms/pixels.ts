/** Pixels from computed places of each image of a batch. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * The pixels at rows `y` and columns `x` of each image; `fill` where there is no such pixel.
 *
 * @param images `[batch, channels, height, width]`
 * @param y int32, broadcast to `[batch, 1, newHeight, newWidth]`
 * @param x the same
 * @returns `[batch, channels, newHeight, newWidth]`
 */
export function pixelsAt(
  images: tf.Tensor4D,
  y: tf.Tensor,
  x: tf.Tensor,
  fill: number,
): tf.Tensor4D {
  const [batch, channels, height, width] = images.shape;
  const inside = tf.logicalAnd(isIndex(y, height), isIndex(x, width));
  const offset = tf.add(tf.mul(nearestIndex(y, height), int(width)), nearestIndex(x, width));
  const planes = Int32Array.from({ length: batch * channels }, (_, i) => i * height * width);
  const index = tf.add(offset, tf.tensor4d(planes, [batch, channels, 1, 1], 'int32'));
  const pixels = tf.reshape(images, [-1]);
  const found = tf.reshape(tf.gather(pixels, tf.reshape(index, [-1])), index.shape);
  const filled = tf.fill(index.shape, fill, images.dtype === 'int32' ? 'int32' : 'float32');
  return tf.where(tf.broadcastTo(inside, index.shape), found, filled) as tf.Tensor4D;
}

const int = (value: number) => tf.scalar(value, 'int32');

const isIndex = (index: tf.Tensor, size: number) =>
  tf.logicalAnd(tf.greaterEqual(index, int(0)), tf.less(index, int(size)));

const nearestIndex = (index: tf.Tensor, size: number) =>
  tf.minimum(tf.maximum(index, int(0)), int(size - 1));
