/** Which part of images there is, and at which size: cut, resized, with a border. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../../tensor/index.js';
import type { Sides } from '../../image-sizes.js';
import { type FiveCrops, fiveCrops, type TenCropOptions, type TenCrops } from '../crops.js';
import { Pad, type Padding, type PadOptions } from '../pad.js';
import type { ResamplingOptions } from '../resampling.js';
import { CenterCrop, checkSides, Resize, type ResizeOptions } from '../resize.js';
import { compute, imageShape } from '../transform.js';
import { computed, transformed } from './images.js';
import { hflip, vflip } from './mapped.js';

/**
 * Cuts a window out of images; what lies outside of them is 0. PyTorch: `v2.functional.crop`.
 * @param images `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for other images.
 */
export function crop(
  images: Tensor,
  top: number,
  left: number,
  height: number,
  width: number,
): Tensor {
  return transformed('crop', images, (batch) => {
    const [, , rows, columns] = imageShape('crop', batch);
    const missing = [-left, -top, left + width - columns, top + height - rows].map((side) =>
      Math.max(side, 0),
    );
    const [before, above, after, below] = missing;
    const padded = missing.some((side) => side > 0)
      ? new Pad([before, above, after, below])(batch)
      : batch;
    return padded.narrow(2, top + above, height).narrow(3, left + before, width);
  });
}

/** See {@link CenterCrop}; of `[batch, channels, height, width]` or `[channels, height, width]`. PyTorch: `v2.functional.center_crop`. */
export function centerCrop(images: Tensor, outputSize: Sides): Tensor {
  return transformed('centerCrop', images, new CenterCrop(outputSize));
}

/** See {@link Resize}; of `[batch, channels, height, width]` or `[channels, height, width]`. PyTorch: `v2.functional.resize`. */
export function resize(images: Tensor, size: Sides, options: ResizeOptions = {}): Tensor {
  return transformed('resize', images, new Resize(size, options));
}

/**
 * Cuts a window, and resizes it: {@link crop}, then {@link resize}. PyTorch: `v2.functional.resized_crop`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 */
export function resizedCrop(
  images: Tensor,
  top: number,
  left: number,
  height: number,
  width: number,
  size: Sides,
  options: ResamplingOptions = {},
): Tensor {
  return resize(crop(images, top, left, height, width), size, options);
}

/** See {@link Pad}; of `[batch, channels, height, width]` or `[channels, height, width]`. PyTorch: `v2.functional.pad`. */
export function pad(images: Tensor, padding: Padding, options: PadOptions = {}): Tensor {
  return transformed('pad', images, new Pad(padding, options));
}

/**
 * Puts values into a window of images. PyTorch: `v2.functional.erase`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param i the window's top, `j` its left, in pixels; `h` its height, `w` its width
 * @param v a number, or a tensor that the window's shape `[channels, h, w]` can be broadcast from
 * @throws TransformError for other images.
 */
export function erase(
  images: Tensor,
  i: number,
  j: number,
  h: number,
  w: number,
  v: number | Tensor,
): Tensor {
  return computed('erase', images, (batch) => {
    const [samples, channels, height, width] = batch.shape;
    const value = typeof v === 'number' ? tf.scalar(v) : v.tf;
    const window = tf.broadcastTo(value, [samples, channels, h, w]);
    const borders: [number, number][] = [
      [0, 0],
      [0, 0],
      [i, height - i - h],
      [j, width - j - w],
    ];
    const isInside = tf.pad(tf.onesLike(window), borders);
    return tf.where(tf.equal(isInside, 1), tf.pad(window, borders), batch);
  });
}

/**
 * The corners and the middle of images. PyTorch: `v2.functional.five_crop`.
 * @param images `[batch, channels, height, width]` or `[channels, height, width]`
 * @returns upper left, upper right, lower left, lower right, middle
 * @throws TransformError for images that are smaller than a crop.
 */
export function fiveCrop(images: Tensor, size: Sides): FiveCrops {
  checkSides('fiveCrop', 'size', size);
  return FIVE.map((i) =>
    transformed('fiveCrop', images, (batch) =>
      compute(batch, (all) => fiveCrops('fiveCrop', all, size)[i]),
    ),
  ) as FiveCrops;
}

/**
 * {@link fiveCrop} of images, and of their mirror images. PyTorch: `v2.functional.ten_crop`.
 * @param images `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for images that are smaller than a crop.
 */
export function tenCrop(images: Tensor, size: Sides, options: TenCropOptions = {}): TenCrops {
  const { verticalFlip } = withDefaults('tenCrop', options, { verticalFlip: false });
  const mirrored = verticalFlip ? vflip(images) : hflip(images);
  return [...fiveCrop(images, size), ...fiveCrop(mirrored, size)];
}

const FIVE = [0, 1, 2, 3, 4] as const;
