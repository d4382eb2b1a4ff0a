/** Mirrors images by chance. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { checkProbability } from './checks.js';
import { column, drawEach, happens } from './per-sample.js';
import { compute, imageShape, Transform } from './transform.js';

abstract class RandomFlip extends Transform {
  /** Of `[batch, channels, height, width]`. */
  protected abstract readonly axis: 2 | 3;

  /** @throws TransformError when `p` is not from 0 to 1. */
  constructor(readonly p = 0.5) {
    super();
    checkProbability(this.constructor.name, p);
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples] = imageShape(this.constructor.name, batch);
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 1, (generator) => [Number(happens(generator, this.p))]);
      const flips = tf.broadcastTo(tf.equal(column(drawn, 0), 1), images.shape);
      return tf.where(flips, tf.reverse(images, this.axis), images);
    });
  }
}

/** Mirrors each image left to right with probability `p`. PyTorch: `transforms.RandomHorizontalFlip`. */
export class RandomHorizontalFlip extends RandomFlip {
  protected get axis() {
    return 3 as const;
  }
}

/** Mirrors each image upside down with probability `p`. PyTorch: `transforms.RandomVerticalFlip`. */
export class RandomVerticalFlip extends RandomFlip {
  protected get axis() {
    return 2 as const;
  }
}
