/** Blurs each image by a width of its own. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkRange, type Range } from './checks.js';
import { padded } from './pad.js';
import { column, drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** In torchvision's order, the other way round than shapes. */
export type KernelSize = readonly [width: number, height: number];

/** PyTorch: `torchvision.transforms.GaussianBlur`; draws the same numbers. */
export class GaussianBlur extends Transform {
  /** The kernel's width and height in pixels. */
  readonly kernelSize: KernelSize;
  /** The range of standard deviations in pixels. */
  readonly sigma: Range;

  /**
   * @param kernelSize odd: for both directions, or width and height
   * @param sigma the standard deviation in pixels, or its range
   * @throws TransformError when a size is not odd, or sigma not above 0.
   */
  constructor(kernelSize: number | KernelSize, sigma: number | Range = [0.1, 2]) {
    super();
    this.kernelSize = checkKernelSize('GaussianBlur', kernelSize);
    this.sigma = typeof sigma === 'number' ? [sigma, sigma] : sigma;
    checkRange('GaussianBlur', 'sigma', this.sigma, Number.MIN_VALUE);
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`, larger than the kernel's half. */
  apply(batch: Tensor): Tensor {
    const [samples] = floatImageShape('GaussianBlur', batch);
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 1, (generator) => [generator.uniform(...this.sigma)]);
      const sigma = column(drawn, 0);
      return blur('GaussianBlur', images, this.kernelSize, [sigma, sigma]);
    });
  }
}

/** @throws TransformError unless the sides are odd whole numbers. */
export function checkKernelSize(transform: string, kernelSize: number | KernelSize): KernelSize {
  const sides: KernelSize = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
  if (sides.every((side) => Number.isInteger(side) && side > 0 && side % 2 === 1)) return sides;
  throw new TransformError(transform, `kernelSize is [${sides}]. Its sides are odd whole numbers.`);
}

/**
 * @param images float32 `[batch, channels, height, width]`
 * @param kernelSize odd
 * @param sigma standard deviations across and down, `[batch, 1, 1, 1]` or `[]`
 * @throws TransformError where images are not larger than the kernel's half.
 */
export function blur(
  transform: string,
  images: tf.Tensor,
  kernelSize: KernelSize,
  [across, down]: readonly [tf.Tensor, tf.Tensor],
): tf.Tensor {
  const [, , height, width] = images.shape;
  const [left, top] = kernelSize.map((side) => (side - 1) / 2);
  if (width <= left || height <= top) {
    throw new TransformError(
      transform,
      `images of ${height} x ${width} are too small for a kernel of ${kernelSize[1]} x ${kernelSize[0]}.`,
    );
  }
  const edges = [left, top, left, top] as const;
  const withBorder = padded(images as tf.Tensor4D, edges, 'reflect', 0);
  return blurred(blurred(withBorder, down, 2, top), across, 3, left);
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
