/** Moves each pixel by a way of its own: `elastic`, and its random form. Source: torchvision's `elastic_image`. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { INTERPOLATIONS, type Interpolation, sampled } from './affine.js';
import { checkChoice } from './checks.js';
import { checkFill, type Fill } from './fill.js';
import { resample } from './resize.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** One number for both directions, or across and down. */
export type AcrossAndDown = number | readonly [across: number, down: number];

/** Options of {@link ElasticTransform}. */
export interface ElasticTransformOptions {
  /** How far pixels move, in half pixels before smoothing. Default 50. */
  alpha?: AcrossAndDown;
  /** How smooth the ways are: the standard deviation of their blur, in pixels; 0 for none. Default 5. */
  sigma?: AcrossAndDown;
  /** Default `bilinear`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach: one value, or one for each channel. Default 0. */
  fill?: Fill;
}

/**
 * Pulls each image about as if it lay under water. See {@link https://www.microsoft.com/en-us/research/publication/best-practices-for-convolutional-neural-networks-applied-to-visual-document-analysis/ | Simard et al. 2003};
 * PyTorch: `torchvision.transforms.v2.ElasticTransform`; draws the same numbers.
 */
export class ElasticTransform extends Transform {
  readonly alpha: readonly [across: number, down: number];
  readonly sigma: readonly [across: number, down: number];
  readonly interpolation: Interpolation;
  readonly fill: Fill;

  /** @throws TransformError when an option is no number, or sigma below 0. */
  constructor(options: ElasticTransformOptions = {}) {
    super();
    const { alpha, sigma, interpolation, fill } = withDefaults('ElasticTransform', options, {
      alpha: 50,
      sigma: 5,
      interpolation: 'bilinear',
      fill: 0,
    });
    this.alpha = both('alpha', alpha, -Infinity);
    this.sigma = both('sigma', sigma, 0);
    if (this.sigma.includes(0) && this.sigma.some((sigma) => sigma > 0)) {
      throw new TransformError(
        'ElasticTransform',
        `sigma is [${this.sigma}]. Both are above 0, or both 0.`,
      );
    }
    checkChoice('ElasticTransform', 'interpolation', interpolation, INTERPOLATIONS);
    checkFill('ElasticTransform', fill);
    this.interpolation = interpolation;
    this.fill = fill;
  }

  /**
   * @throws TransformError unless the batch is float32 `[batch, channels, height, width]`, of sides longer than four times
   * sigma.
   */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('ElasticTransform', batch);
    const blurs = this.sigma.map((sigma) => this.#blur(sigma, height, width));
    return compute(batch, (images) => {
      const drawn = stepRandom({
        shape: [samples, 2, height, width],
        dtype: 'float32',
        fill: () => defaultGenerator.uniforms(samples * 2 * height * width),
      });
      const [x, y] = [0, 1].map((axis) => {
        const noise = tf.slice(drawn, [0, axis, 0, 0], [samples, 1, height, width]);
        const smooth = blurs[axis](tf.sub(tf.mul(noise, 2), 1));
        return tf.mul(smooth, this.alpha[axis] / 2);
      });
      return elastic(images as tf.Tensor4D, x, y, this.interpolation, this.fill);
    });
  }

  /** The blur of one direction's ways. As in torchvision, its kernel is as large both ways as that direction's sigma asks for. */
  #blur(sigma: number, height: number, width: number): (noise: tf.Tensor) => tf.Tensor {
    if (sigma === 0) return (noise) => noise;
    const size = Math.trunc(8 * sigma + 1);
    const half = Math.floor(size / 2);
    if (half >= height || half >= width) {
      throw new TransformError(
        'ElasticTransform',
        `images of ${height} x ${width} are too small for a sigma of ${sigma}: their sides must be longer than ${half}.`,
      );
    }
    const [across, down] = this.sigma;
    return (noise) => {
      const weights = (side: number, spread: number) =>
        tf.tensor2d(blurringWeights(side, half, spread), [side, side]);
      return resample(noise, weights(height, down), weights(width, across));
    };
  }
}

/**
 * Weights of a Gaussian blur along a side that is mirrored at its ends, `[size, size]`, row by row.
 * @param half how many pixels the kernel reaches
 */
function blurringWeights(size: number, half: number, sigma: number): Float32Array {
  const distances = Array.from({ length: 2 * half + 1 }, (_, i) => i - half);
  const weights = distances.map((distance) => Math.exp(-0.5 * (distance / sigma) ** 2));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (const [tap, distance] of distances.entries()) {
      const place = Math.abs(i + distance);
      const inside = place < size ? place : 2 * (size - 1) - place;
      matrix[i * size + inside] += weights[tap] / sum;
    }
  }
  return matrix;
}

/**
 * @param images float32 `[batch, channels, height, width]`
 * @param x how far to the right in pixels each pixel's source lies, and `y` how far below: `[batch or 1, 1, height, width]`
 */
export function elastic(
  images: tf.Tensor4D,
  x: tf.Tensor,
  y: tf.Tensor,
  interpolation: Interpolation,
  fill: Fill | undefined,
): tf.Tensor {
  const [, , height, width] = images.shape;
  const rows = tf.reshape(tf.range(0, height), [1, 1, height, 1]);
  const columns = tf.reshape(tf.range(0, width), [1, 1, 1, width]);
  return sampled(images, tf.add(rows, y), tf.add(columns, x), interpolation, fill);
}

/** @throws TransformError unless both are numbers from `lowest`. */
function both(option: string, value: AcrossAndDown, lowest: number): readonly [number, number] {
  const pair: readonly [number, number] = typeof value === 'number' ? [value, value] : value;
  if (pair.length === 2 && pair.every((one) => Number.isFinite(one) && one >= lowest)) return pair;
  const bound = lowest === 0 ? ' from 0' : '';
  throw new TransformError(
    'ElasticTransform',
    `${option} is [${pair}]. It is a number${bound}, or two: across and down.`,
  );
}
