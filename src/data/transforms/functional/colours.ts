/** What colours the pixels of images have. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../../tensor/index.js';
import { TransformError } from '../../errors.js';
import * as colour from '../colour.js';
import { blur, checkKernelSize, type KernelSize } from '../gaussian-blur.js';
import { Normalize } from '../normalize.js';
import { Grayscale, RGB } from '../random-changes.js';
import { computed, transformed } from './images.js';

/** @throws TransformError unless the factor is a number from `lowest` to `highest`. */
function adjusted(
  name: string,
  images: Tensor,
  change: colour.ColourChange,
  factor: number,
  lowest = 0,
  highest = Infinity,
): Tensor {
  if (!(factor >= lowest && factor <= highest)) {
    const end = highest === Infinity ? '' : ` to ${highest}`;
    throw new TransformError(name, `the factor is ${factor}. It is a number from ${lowest}${end}.`);
  }
  return computed(name, images, (batch) => change(batch, tf.scalar(factor)));
}

/**
 * Brighter above a factor of 1, darker below. PyTorch: `v2.functional.adjust_brightness`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for a factor below 0.
 */
export const adjustBrightness = (images: Tensor, brightnessFactor: number): Tensor =>
  adjusted('adjustBrightness', images, colour.brightness, brightnessFactor);

/**
 * More contrast above a factor of 1, less below. PyTorch: `v2.functional.adjust_contrast`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for a factor below 0.
 */
export const adjustContrast = (images: Tensor, contrastFactor: number): Tensor =>
  adjusted('adjustContrast', images, colour.contrast, contrastFactor);

/**
 * More colour above a factor of 1, grey at 0. PyTorch: `v2.functional.adjust_saturation`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for a factor below 0.
 */
export const adjustSaturation = (images: Tensor, saturationFactor: number): Tensor =>
  adjusted('adjustSaturation', images, colour.saturation, saturationFactor);

/**
 * Turns the hues by a share of a circle, -0.5 to 0.5. PyTorch: `v2.functional.adjust_hue`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for another share.
 */
export const adjustHue = (images: Tensor, hueFactor: number): Tensor =>
  adjusted('adjustHue', images, colour.hue, hueFactor, -0.5, 0.5);

/**
 * Sharper above a factor of 1, smoother below. PyTorch: `v2.functional.adjust_sharpness`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for a factor below 0.
 */
export const adjustSharpness = (images: Tensor, sharpnessFactor: number): Tensor =>
  adjusted('adjustSharpness', images, colour.sharpness, sharpnessFactor);

/**
 * Fewer shades, 2 to the power of `bits`. PyTorch: `v2.functional.posterize`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError unless `bits` is from 0 to 8.
 */
export const posterize = (images: Tensor, bits: number): Tensor =>
  adjusted('posterize', images, colour.posterize, bits, 0, 8);

/**
 * The negative of what is as bright as `threshold` or brighter. PyTorch: `v2.functional.solarize`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError unless it is from 0 to 1.
 */
export const solarize = (images: Tensor, threshold: number): Tensor =>
  adjusted('solarize', images, colour.solarize, threshold, 0, 1);

/**
 * The darkest pixel of each channel becomes 0, the brightest 1. PyTorch: `v2.functional.autocontrast`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 */
export const autocontrast = (images: Tensor): Tensor =>
  computed('autocontrast', images, colour.autocontrast);

/**
 * As many pixels of each shade as of any other. PyTorch: `v2.functional.equalize`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 */
export const equalize = (images: Tensor): Tensor => computed('equalize', images, colour.equalize);

/**
 * Negatives. PyTorch: `v2.functional.invert`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 */
export const invert = (images: Tensor): Tensor => computed('invert', images, colour.invert);

/**
 * See {@link Grayscale}. PyTorch: `v2.functional.rgb_to_grayscale`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 */
export const rgbToGrayscale = (images: Tensor, numOutputChannels: 1 | 3 = 1): Tensor =>
  transformed('rgbToGrayscale', images, new Grayscale(numOutputChannels));

/**
 * See {@link Normalize}. PyTorch: `v2.functional.normalize`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError as `Normalize`
 */
export const normalize = (
  images: Tensor,
  mean: number | readonly number[],
  std: number | readonly number[],
): Tensor => transformed('normalize', images, new Normalize(mean, std));

/**
 * Blurs images. PyTorch: `v2.functional.gaussian_blur`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param kernelSize odd, in pixels: for both directions, or width and height
 * @param sigma the standard deviation in pixels, or those across and down; default: what suits the kernel's sides
 * @throws TransformError when a side is not odd, a sigma not above 0, or images are too small.
 */
export function gaussianBlur(
  images: Tensor,
  kernelSize: number | KernelSize,
  sigma?: number | readonly [across: number, down: number],
): Tensor {
  const sides = checkKernelSize('gaussianBlur', kernelSize);
  const suitable = sides.map((side) => side * 0.15 + 0.35);
  const [across, down] = typeof sigma === 'number' ? [sigma, sigma] : (sigma ?? suitable);
  if (!(across > 0 && down > 0)) {
    throw new TransformError('gaussianBlur', `sigma is [${across}, ${down}]. It is above 0.`);
  }
  return computed('gaussianBlur', images, (batch) =>
    blur('gaussianBlur', batch, sides, [tf.scalar(across), tf.scalar(down)]),
  );
}

/**
 * The channels of images in another order. PyTorch: `v2.functional.permute_channels`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param permutation which channel comes where
 * @throws TransformError unless it names each channel once.
 */
export function permuteChannels(images: Tensor, permutation: readonly number[]): Tensor {
  return computed('permuteChannels', images, (batch) => {
    const [, channels] = batch.shape;
    const names = [...permutation].sort((a, b) => a - b);
    if (names.length !== channels || names.some((name, i) => name !== i)) {
      throw new TransformError(
        'permuteChannels',
        `the permutation is [${permutation}]. It names each of the ${channels} channels once, from 0.`,
      );
    }
    return tf.gather(batch, [...permutation], 1);
  });
}

/**
 * Lighter below a gamma of 1, darker above: `gain * x ** gamma`. PyTorch: `v2.functional.adjust_gamma`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for a gamma below 0.
 */
export function adjustGamma(images: Tensor, gamma: number, gain = 1): Tensor {
  if (!(gamma >= 0)) {
    throw new TransformError('adjustGamma', `gamma is ${gamma}. It is a number from 0.`);
  }
  return computed('adjustGamma', images, (batch) => {
    const curved = tf.pow(batch, tf.scalar(gamma));
    return gain === 1 ? curved : tf.clipByValue(tf.mul(curved, gain), 0, 1);
  });
}

/**
 * Grey images with three equal channels; of others all stays. PyTorch: `v2.functional.grayscale_to_rgb`.
 * @param images float32, 0 to 1, `[batch, channels, height, width]` or `[channels, height, width]`
 */
export const grayscaleToRgb = (images: Tensor): Tensor =>
  transformed('grayscaleToRgb', images, new RGB());
