/** Brings each channel to a mean and a spread that suit training. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { compute, floatImageShape, Transform } from './transform.js';

/**
 * `(x - mean) / std`, channel by channel, of `[batch, channels, height, width]`.
 * PyTorch: `torchvision.transforms.Normalize`.
 */
export class Normalize extends Transform {
  /** One for all channels, or one for each. */
  readonly mean: readonly number[];
  /** One for all channels, or one for each. */
  readonly std: readonly number[];

  /**
   * @param mean one value for all channels, or one for each
   * @param std the same
   * @throws TransformError when a value is not finite or a std is 0.
   */
  constructor(mean: number | readonly number[], std: number | readonly number[]) {
    super();
    if (mean === undefined || std === undefined) {
      throw new TransformError(
        'Normalize',
        'it takes a mean and a std, as new Normalize(0.5, 0.5).',
      );
    }
    this.mean = typeof mean === 'number' ? [mean] : [...mean];
    this.std = typeof std === 'number' ? [std] : [...std];
    const values = [...this.mean, ...this.std];
    if (!values.every(Number.isFinite) || this.std.includes(0)) {
      throw new TransformError(
        'Normalize',
        `mean [${this.mean}] and std [${this.std}] must be finite, and std not 0.`,
      );
    }
  }

  /** @throws TransformError when the batch has other dimensions or another number of channels. */
  apply(batch: Tensor): Tensor {
    const [, channels] = floatImageShape('Normalize', batch);
    const mean = this.#constant(this.mean, channels);
    const std = this.#constant(this.std, channels);
    return compute(batch, (images) => tf.div(tf.sub(images, mean()), std()));
  }

  #constant(values: readonly number[], channels: number): () => tf.Tensor {
    if (values.length === 1) return () => tf.scalar(values[0], 'float32');
    if (values.length === channels) return () => tf.tensor4d([...values], [1, channels, 1, 1]);
    throw new TransformError(
      'Normalize',
      `it has ${values.length} values, but the images have ${channels} channels.`,
    );
  }
}
