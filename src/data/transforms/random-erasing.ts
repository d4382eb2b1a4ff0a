/** Blots a window out of each image by chance. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, type Generator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { checkProbability, checkRange, type Range } from './checks.js';
import { checkFill, type Fill, fillOf } from './fill.js';
import { column, drawEach, happens } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';
import { windowOf } from './window.js';

/** Options of {@link RandomErasing}. */
export interface RandomErasingOptions {
  /** The probability that an image is changed. Default 0.5. */
  p?: number;
  /** The window's share of the image's area. Default [0.02, 0.33]. */
  scale?: Range;
  /** The window's height for its width. Default [0.3, 3.3]. */
  ratio?: Range;
  /** What is put into the window; `random` is normal noise. One value, or one for each channel. Default 0. */
  value?: Fill | 'random';
}

/** PyTorch: `torchvision.transforms.RandomErasing`; draws the same numbers. Put it behind Normalize. */
export class RandomErasing extends Transform {
  readonly p: number;
  readonly scale: Range;
  readonly ratio: Range;
  readonly value: Fill | 'random';

  /** @throws TransformError when a probability or a range is none. */
  constructor(options: RandomErasingOptions = {}) {
    super();
    const { p, scale, ratio, value } = withDefaults('RandomErasing', options, {
      p: 0.5,
      scale: [0.02, 0.33],
      ratio: [0.3, 3.3],
      value: 0,
    });
    checkProbability('RandomErasing', p);
    checkRange('RandomErasing', 'scale', scale, 0);
    checkRange('RandomErasing', 'ratio', ratio, Number.MIN_VALUE);
    if (value !== 'random') checkFill('RandomErasing', value, 'value');
    this.p = p;
    this.scale = scale;
    this.ratio = ratio;
    this.value = value;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, channels, height, width] = floatImageShape('RandomErasing', batch);
    const { value } = this;
    return compute(batch, (images) => {
      if (value === 'random') return this.#withNoise(images, [samples, channels, height, width]);
      const drawn = drawEach(samples, 4, (generator) => this.draw(generator, height, width));
      const [top, left, bottom, right] = [0, 1, 2, 3].map((i) => column(drawn, i));
      const rows = tf.reshape(tf.range(0, height), [1, 1, height, 1]);
      const columns = tf.reshape(tf.range(0, width), [1, 1, 1, width]);
      const isInside = (place: tf.Tensor, from: tf.Tensor, to: tf.Tensor) =>
        tf.logicalAnd(tf.greaterEqual(place, from), tf.less(place, to));
      const inWindow = tf.logicalAnd(isInside(rows, top, bottom), isInside(columns, left, right));
      return tf.where(
        tf.broadcastTo(inWindow, images.shape),
        tf.broadcastTo(fillOf(images, value), images.shape),
        images,
      );
    });
  }

  /** One image's window: top, left, bottom, right; empty where nothing is erased. */
  draw(
    generator: Generator,
    height: number,
    width: number,
    beforePlace?: (height: number, width: number) => void,
  ): readonly [top: number, left: number, bottom: number, right: number] {
    if (!happens(generator, this.p)) return NOWHERE;
    const { scale, ratio } = this;
    const fits = (high: number, wide: number) => high < height && wide < width;
    const choice = { scale, ratio, ratioOf: 'height', fits, beforePlace } as const;
    const drawn = windowOf(generator, height, width, choice);
    if (drawn === undefined) return NOWHERE;
    const { top, left } = drawn;
    return [top, left, top + drawn.height, left + drawn.width];
  }

  /** The noise is drawn for the window alone; elsewhere it is NaN, which stands for the image. */
  #withNoise(images: tf.Tensor, shape: [number, number, number, number]): tf.Tensor {
    const [samples, channels, height, width] = shape;
    const size = channels * height * width;
    const noise = stepRandom({
      shape,
      dtype: 'float32',
      fill: () => {
        const all = new Float32Array(samples * size).fill(Number.NaN);
        for (let sample = 0; sample < samples; sample++) {
          let values: Float32Array = new Float32Array();
          const [top, left, bottom, right] = this.draw(
            defaultGenerator,
            height,
            width,
            (high, wide) => {
              values = defaultGenerator.normals(channels * high * wide);
            },
          );
          let next = 0;
          for (let channel = 0; channel < channels; channel++) {
            for (let y = top; y < bottom; y++) {
              for (let x = left; x < right; x++) {
                all[sample * size + (channel * height + y) * width + x] = values[next++];
              }
            }
          }
        }
        return all;
      },
    });
    return tf.where(tf.isNaN(noise), images, noise);
  }
}

const NOWHERE = [0, 0, 0, 0] as const;
