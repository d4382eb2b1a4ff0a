/** Adds normal noise to images. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link GaussianNoise}. */
export interface GaussianNoiseOptions {
  /** Default 0. */
  mean?: number;
  /** The standard deviation. Default 0.1. */
  sigma?: number;
  /** Whether the result is kept within 0 to 1. Default true. */
  clip?: boolean;
}

/** PyTorch: `torchvision.transforms.v2.GaussianNoise`; draws the same numbers. */
export class GaussianNoise extends Transform {
  readonly mean: number;
  readonly sigma: number;
  readonly clip: boolean;

  /** @throws TransformError when sigma is below 0. */
  constructor(options: GaussianNoiseOptions = {}) {
    super();
    const { mean, sigma, clip } = withDefaults('GaussianNoise', options, {
      mean: 0,
      sigma: 0.1,
      clip: true,
    });
    if (!(sigma >= 0)) {
      throw new TransformError('GaussianNoise', `sigma is ${sigma}. It is a number from 0.`);
    }
    this.mean = mean;
    this.sigma = sigma;
    this.clip = clip;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, ...image] = floatImageShape('GaussianNoise', batch);
    const size = tf.util.sizeFromShape(image);
    return compute(batch, (images) => {
      const noise = stepRandom({
        shape: [samples, ...image],
        dtype: 'float32',
        // By image: PyTorch draws other numbers for few than for many at a time.
        fill: () => {
          const all = new Float32Array(samples * size);
          for (let i = 0; i < samples; i++) all.set(defaultGenerator.normals(size), i * size);
          return all;
        },
      });
      const noisy = tf.add(images, tf.add(tf.mul(noise, this.sigma), this.mean));
      return this.clip ? tf.clipByValue(noisy, 0, 1) : noisy;
    });
  }
}
