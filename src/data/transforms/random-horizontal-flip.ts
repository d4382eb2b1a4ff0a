/** Mirrors images by chance. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, stepRandom } from '../../random/index.js';
import type { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { compute, imageShape, Transform } from './transform.js';

/** Mirrors each image left to right with probability `p`. PyTorch: `transforms.RandomHorizontalFlip`. */
export class RandomHorizontalFlip extends Transform {
  /** @throws TransformError when `p` is not from 0 to 1. */
  constructor(readonly p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new TransformError('RandomHorizontalFlip', `p is ${p}. It is a probability, 0 to 1.`);
    }
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples] = imageShape('RandomHorizontalFlip', batch);
    return compute(batch, (images) => {
      const draws = stepRandom({
        shape: [samples, 1, 1, 1],
        dtype: 'float32',
        fill: () => defaultGenerator.uniforms(samples),
      });
      const flips = tf.broadcastTo(tf.less(draws, this.p), images.shape);
      return tf.where(flips, tf.reverse(images, 3), images);
    });
  }
}
