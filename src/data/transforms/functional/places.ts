/** Where the pixels of images are: turned, moved, cut, resized. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../../tensor/index.js';
import { TransformError } from '../../errors.js';
import type { Sides } from '../../image-sizes.js';
import * as maps from '../affine.js';
import { INTERPOLATIONS, type Interpolation } from '../affine.js';
import { checkChoice } from '../checks.js';
import { Pad, type Padding, type PadOptions } from '../pad.js';
import type { Corners } from '../perspective.js';
import * as perspectives from '../perspective.js';
import type { ResamplingOptions } from '../resampling.js';
import { CenterCrop, Resize } from '../resize.js';
import { imageShape } from '../transform.js';
import { computed, forEachOf, transformed } from './images.js';

/** Options of functions that move pixels. */
export interface MovingOptions {
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach. Default: 0, to which edges fade. */
  fill?: number;
}

/** Mirrors images `[..., height, width]` left to right. PyTorch: `v2.functional.horizontal_flip`. */
export const horizontalFlip = (images: Tensor): Tensor => images.flip(-1);

/** {@link horizontalFlip} by its short name. */
export const hflip = horizontalFlip;

/** Mirrors images `[..., height, width]` upside down. PyTorch: `v2.functional.vertical_flip`. */
export const verticalFlip = (images: Tensor): Tensor => images.flip(-2);

/** {@link verticalFlip} by its short name. */
export const vflip = verticalFlip;

/**
 * Turns images about their centre. PyTorch: `v2.functional.rotate`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param angle in degrees, counter-clockwise
 * @throws TransformError for other images or an unknown interpolation.
 */
export function rotate(images: Tensor, angle: number, options: MovingOptions = {}): Tensor {
  const { interpolation, fill } = withDefaults('rotate', options, MOVING);
  return moved('rotate', images, { ...STILL, angle: -angle }, interpolation, fill);
}

/** Options of {@link affine}: the map, all parts of which may be left out, and how it is done. */
export interface AffineOptions extends MovingOptions {
  /** Degrees, clockwise. Default 0. */
  angle?: number;
  /** Pixels to the right and downwards. Default [0, 0]. */
  translate?: readonly [x: number, y: number];
  /** Default 1. */
  scale?: number;
  /** Degrees. Default [0, 0]. */
  shear?: readonly [x: number, y: number];
}

/**
 * Turns, moves, scales and shears images about their centre. PyTorch: `v2.functional.affine`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for other images, an unknown interpolation or a scale that is not above 0.
 */
export function affine(images: Tensor, options: AffineOptions): Tensor {
  const { interpolation, fill, ...map } = withDefaults('affine', options, { ...MOVING, ...STILL });
  if (!(map.scale > 0)) {
    throw new TransformError('affine', `scale is ${map.scale}. It is a number above 0.`);
  }
  return moved('affine', images, map, interpolation, fill);
}

const MOVING = { interpolation: 'nearest', fill: undefined } as const;
const STILL: maps.Affine = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] };

function moved(
  name: string,
  images: Tensor,
  map: maps.Affine,
  interpolation: Interpolation,
  fill: number | undefined,
): Tensor {
  checkChoice(name, 'interpolation', interpolation, INTERPOLATIONS);
  return computed(name, images, (batch) =>
    maps.affine(batch, forEachOf(batch, maps.inverseMatrix(map)), interpolation, fill),
  );
}

/**
 * Looks at images from another side. PyTorch: `v2.functional.perspective`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param startpoints four corners, `[x, y]` in pixels, in order around the image
 * @param endpoints where they go
 * @param options interpolation is `bilinear` by default
 * @throws TransformError for other images or an unknown interpolation.
 */
export function perspective(
  images: Tensor,
  startpoints: Corners,
  endpoints: Corners,
  options: MovingOptions = {},
): Tensor {
  const { interpolation, fill } = withDefaults('perspective', options, {
    interpolation: 'bilinear',
    fill: undefined,
  });
  checkChoice('perspective', 'interpolation', interpolation, INTERPOLATIONS);
  const coefficients = perspectives.perspectiveCoefficients(startpoints, endpoints);
  return computed('perspective', images, (batch) =>
    perspectives.perspective(batch, forEachOf(batch, coefficients), interpolation, fill),
  );
}

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
export function resize(images: Tensor, size: Sides, options: ResamplingOptions = {}): Tensor {
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
