/** Distorts the colours of images, and swaps their channels, by chance. */
import * as tf from '@tensorflow/tfjs-core';
import type { Generator } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkProbability, checkRange, type Range } from './checks.js';
import { brightness, type ColourChange, contrast, hue, saturation } from './colour.js';
import { column, drawEach, happens } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link RandomPhotometricDistort}. */
export interface RandomPhotometricDistortOptions {
  /** The range of factors. Default [0.875, 1.125]. */
  brightness?: Range;
  /** The range of factors. Default [0.5, 1.5]. */
  contrast?: Range;
  /** The range of factors. Default [0.5, 1.5]. */
  saturation?: Range;
  /** The range of turns of the circle of hues, -0.5 to 0.5. Default [-0.05, 0.05]. */
  hue?: Range;
  /** The probability of each change by itself. Default 0.5. */
  p?: number;
}

/**
 * The distortion of colours that SSD was trained with. See {@link https://arxiv.org/abs/1512.02325 | Liu et al. 2016};
 * PyTorch: `torchvision.transforms.v2.RandomPhotometricDistort`; draws the same numbers.
 */
export class RandomPhotometricDistort extends Transform {
  readonly brightness: Range;
  readonly contrast: Range;
  readonly saturation: Range;
  readonly hue: Range;
  readonly p: number;

  /** @throws TransformError when a range is not one of factors from 0, or of hues from -0.5 to 0.5. */
  constructor(options: RandomPhotometricDistortOptions = {}) {
    super();
    const name = 'RandomPhotometricDistort';
    const given = withDefaults(name, options, {
      brightness: [0.875, 1.125],
      contrast: [0.5, 1.5],
      saturation: [0.5, 1.5],
      hue: [-0.05, 0.05],
      p: 0.5,
    });
    for (const option of ['brightness', 'contrast', 'saturation'] as const) {
      checkRange(name, option, given[option], 0);
    }
    checkRange(name, 'hue', given.hue, -0.5);
    if (given.hue[1] > 0.5) {
      throw new TransformError(name, `hue is [${given.hue}]. It goes from -0.5 to 0.5.`);
    }
    checkProbability(name, given.p);
    this.brightness = given.brightness;
    this.contrast = given.contrast;
    this.saturation = given.saturation;
    this.hue = given.hue;
    this.p = given.p;
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, channels] = floatImageShape('RandomPhotometricDistort', batch);
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 5 + channels, (generator) => this.draw(generator, channels));
      const [bright, early, saturated, turned, late] = [0, 1, 2, 3, 4].map((i) => column(drawn, i));
      let made = changedBy(brightness, images, bright);
      made = changedBy(contrast, made, early);
      made = changedBy(saturation, made, saturated);
      made = changedBy(hue, made, turned);
      made = changedBy(contrast, made, late);
      return permuted(made, tf.slice(drawn, [0, 5], [samples, channels]));
    });
  }

  /**
   * One image's factors, NaN for a change that it is spared: brightness, contrast, saturation, hue, and contrast where that
   * comes last; then the order of its channels. PyTorch: `RandomPhotometricDistort.make_params`.
   */
  draw(generator: Generator, channels: number): number[] {
    const factor = (range: Range) =>
      happens(generator, this.p) ? generator.uniform(...range) : Number.NaN;
    const [bright, contrasted, saturated, turned] = [
      this.brightness,
      this.contrast,
      this.saturation,
      this.hue,
    ].map(factor);
    const isEarly = happens(generator, 0.5);
    const order = happens(generator, this.p)
      ? generator.randperm(channels)
      : Array.from({ length: channels }, (_, channel) => channel);
    const [early, late] = isEarly ? [contrasted, Number.NaN] : [Number.NaN, contrasted];
    return [bright, early, saturated, turned, late, ...order];
  }
}

/** What a change makes of those images that have a factor. */
function changedBy(change: ColourChange, images: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  const isSpared = tf.isNaN(factor);
  // No NaN, so that gradients have none.
  const made = change(images, tf.where(isSpared, tf.onesLike(factor), factor));
  return tf.where(tf.broadcastTo(isSpared, images.shape), images, made);
}

/** PyTorch: `torchvision.transforms.v2.RandomChannelPermutation`; draws the same orders. */
export class RandomChannelPermutation extends Transform {
  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples, channels] = floatImageShape('RandomChannelPermutation', batch);
    return compute(batch, (images) =>
      permuted(
        images,
        drawEach(samples, channels, (generator) => generator.randperm(channels)),
      ),
    );
  }
}

/**
 * The channels of each image in another order.
 * @param images `[batch, channels, height, width]`
 * @param order which channel comes where, `[batch, channels]`
 */
function permuted(images: tf.Tensor, order: tf.Tensor): tf.Tensor {
  const [batch, channels, ...sides] = images.shape;
  const firsts = tf.reshape(tf.range(0, batch * channels, channels, 'int32'), [batch, 1]);
  const places = tf.add(tf.cast(order, 'int32'), firsts);
  const planes = tf.reshape(images, [batch * channels, ...sides]);
  return tf.reshape(tf.gather(planes, tf.reshape(places, [batch * channels])), images.shape);
}
