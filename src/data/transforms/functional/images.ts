/** One image or many: what functions of images take. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../../tensor/index.js';
import { TransformError } from '../../errors.js';
import { applyToSample, compute, floatImageShape } from '../transform.js';

/**
 * Does to images `[batch, channels, height, width]`, or to one `[channels, height, width]`, what a transform does to a batch.
 * @throws TransformError for another rank.
 */
export function transformed(name: string, images: Tensor, transform: (batch: Tensor) => Tensor) {
  switch (images.shape.length) {
    case 3:
      return applyToSample(transform, images);
    case 4:
      return transform(images);
    default:
      throw new TransformError(
        name,
        `images of shape [${images.shape}] came in; they must be [batch, channels, height, width] or [channels, height, width].`,
      );
  }
}

/** As {@link transformed}, of float32 images, in plain tensor operations. */
export function computed(
  name: string,
  images: Tensor,
  operation: (batch: tf.Tensor4D) => tf.Tensor,
): Tensor {
  return transformed(name, images, (batch) => {
    floatImageShape(name, batch);
    return compute(batch, (all) => operation(all as tf.Tensor4D));
  });
}

/** One row of numbers for each image. */
export const forEachOf = (images: tf.Tensor, row: readonly number[]): tf.Tensor =>
  tf.tile(tf.tensor2d([...row], [1, row.length]), [images.shape[0], 1]);
