/** Cuts a window of a size by chance out of each image, and resizes it. */

import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, type Generator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { roundHalfEven, type Sides } from '../image-sizes.js';
import { checkRange, type Range } from './checks.js';
import {
  checkResampling,
  RESAMPLING,
  type Resampling,
  type ResamplingOptions,
  resizingWeights,
} from './resampling.js';
import { checkSides, resample } from './resize.js';
import { compute, floatImageShape, Transform } from './transform.js';
import { type Window, windowOf } from './window.js';

/** Options of {@link RandomResizedCrop}. */
export interface RandomResizedCropOptions extends ResamplingOptions {
  /** The window's share of the image's area. Default [0.08, 1]. */
  scale?: Range;
  /** The window's width for its height. Default [3/4, 4/3]. */
  ratio?: Range;
}

/** PyTorch: `torchvision.transforms.RandomResizedCrop`; draws the same windows. */
export class RandomResizedCrop extends Transform {
  /** Height and width in pixels. */
  readonly size: readonly [height: number, width: number];
  readonly scale: Range;
  readonly ratio: Range;
  readonly interpolation: Resampling;
  readonly antialias: boolean;

  /** @throws TransformError when a size or a range is none. */
  constructor(size: Sides, options: RandomResizedCropOptions = {}) {
    super();
    const { scale, ratio, interpolation, antialias } = withDefaults('RandomResizedCrop', options, {
      scale: [0.08, 1],
      ratio: [3 / 4, 4 / 3],
      ...RESAMPLING,
    });
    checkSides('RandomResizedCrop', 'size', size);
    checkRange('RandomResizedCrop', 'scale', scale, 0);
    checkRange('RandomResizedCrop', 'ratio', ratio, Number.MIN_VALUE);
    this.size = typeof size === 'number' ? [size, size] : size;
    this.scale = scale;
    this.ratio = ratio;
    checkResampling('RandomResizedCrop', interpolation);
    this.interpolation = interpolation;
    this.antialias = antialias;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = floatImageShape('RandomResizedCrop', batch);
    const [newHeight, newWidth] = this.size;
    const [across, down] = [newHeight * height, newWidth * width];
    return compute(batch, (images) => {
      const weights = stepRandom({
        shape: [samples, across + down],
        dtype: 'float32',
        fill: () => {
          const all = new Float32Array(samples * (across + down));
          for (let i = 0; i < samples; i++) {
            const { top, left, ...window } = this.draw(defaultGenerator, height, width);
            const start = i * (across + down);
            const rows = { size: height, from: top, to: top + window.height };
            const columns = { size: width, from: left, to: left + window.width };
            all.set(resizingWeights(rows, newHeight, this), start);
            all.set(resizingWeights(columns, newWidth, this), start + across);
          }
          return all;
        },
      });
      const part = (start: number, size: number, shape: number[]) =>
        tf.reshape(tf.slice(weights, [0, start], [samples, size]), [samples, ...shape]);
      return resample(
        images,
        part(0, across, [newHeight, height]),
        part(across, down, [newWidth, width]),
      );
    });
  }

  /** One image's window. PyTorch: `RandomResizedCrop.get_params`. */
  draw(generator: Generator, height: number, width: number): Window {
    const { scale, ratio } = this;
    const fits = (high: number, wide: number) =>
      0 < wide && wide <= width && 0 < high && high <= height;
    const drawn = windowOf(generator, height, width, { scale, ratio, ratioOf: 'width', fits });
    if (drawn) return drawn;
    const own = width / height;
    const bounded = Math.min(Math.max(own, Math.min(...ratio)), Math.max(...ratio));
    const wide = own > bounded ? roundHalfEven(height * bounded) : width;
    const high = own < bounded ? roundHalfEven(width / bounded) : height;
    const middle = (side: number, window: number) => Math.floor((side - window) / 2);
    return { top: middle(height, high), left: middle(width, wide), height: high, width: wide };
  }
}
