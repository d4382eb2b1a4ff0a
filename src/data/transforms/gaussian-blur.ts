/** Blurs each image by a width of its own. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkRange, column, drawEach, type Range } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** PyTorch: `torchvision.transforms.GaussianBlur`; draws the same numbers. */
export class GaussianBlur extends Transform {
  /** The kernel's height and width in pixels. */
  readonly kernelSize: readonly [height: number, width: number];
  /** The range of standard deviations in pixels. */
  readonly sigma: Range;

  /**
   * @param kernelSize odd: for both directions, or height and width
   * @param sigma the standard deviation in pixels, or its range
   * @throws TransformError when a size is not odd, or sigma not above 0.
   */
  constructor(
    kernelSize: number | readonly [height: number, width: number],
    sigma: number | Range = [0.1, 2],
  ) {
    super();
    this.kernelSize = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
    this.sigma = typeof sigma === 'number' ? [sigma, sigma] : sigma;
    checkRange('GaussianBlur', 'sigma', this.sigma, Number.MIN_VALUE);
    if (!this.kernelSize.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1)) {
      throw new TransformError(
        'GaussianBlur',
        `kernelSize is [${this.kernelSize}]. Its sides are odd whole numbers.`,
      );
    }
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`, larger than the kernel's half. */
  apply(batch: Tensor): Tensor {
    const [samples, , ...sides] = floatImageShape('GaussianBlur', batch);
    const halves = this.kernelSize.map((size) => (size - 1) / 2);
    if (sides.some((side, i) => side <= halves[i])) {
      throw new TransformError(
        'GaussianBlur',
        `images of ${sides.join(' x ')} are too small for a kernel of ${this.kernelSize.join(' x ')}.`,
      );
    }
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 1, (generator) => [generator.uniform(...this.sigma)]);
      const sigma = column(drawn, 0);
      const [up, left] = halves;
      const padded = tf.mirrorPad(
        images,
        [
          [0, 0],
          [0, 0],
          [up, up],
          [left, left],
        ],
        'reflect',
      );
      return blurred(blurred(padded, sigma, 2, up), sigma, 3, left);
    });
  }
}

/** Weighs along an axis what lies up to `half` pixels away; the result is shorter by that at both ends. */
function blurred(images: tf.Tensor, sigma: tf.Tensor, axis: 2 | 3, half: number): tf.Tensor {
  const distances = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  const weights = distances.map((distance) =>
    tf.exp(tf.mul(tf.square(tf.div(distance, sigma)), -0.5)),
  );
  const size = [...images.shape];
  size[axis] -= 2 * half;
  const shifted = (i: number) => {
    const begin = [0, 0, 0, 0];
    begin[axis] = i;
    return tf.slice(images, begin, size);
  };
  const sum = tf.addN(weights);
  return tf.addN(weights.map((weight, i) => tf.mul(shifted(i), tf.div(weight, sum))));
}
