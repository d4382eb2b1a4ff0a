/** Images whose pixels come from computed places: turned, mirrored, seen from another side, pulled about. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../../tensor/index.js';
import { TransformError } from '../../errors.js';
import * as maps from '../affine.js';
import { type Center, INTERPOLATIONS, type Interpolation } from '../affine.js';
import { checkChoice } from '../checks.js';
import { elastic as elasticOf } from '../elastic.js';
import { checkFill, type Fill } from '../fill.js';
import type { Corners } from '../perspective.js';
import * as perspectives from '../perspective.js';
import { turnedBy } from '../random-rotation.js';
import { computed, forEachOf } from './images.js';

/** Options of functions that move pixels. */
export interface MovingOptions {
  /** Default `nearest`. */
  interpolation?: Interpolation;
  /** What is seen where the image doesn't reach: one value, or one for each channel. Default: 0, to which edges fade. */
  fill?: Fill;
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
export function rotate(images: Tensor, angle: number, options: RotateOptions = {}): Tensor {
  const { interpolation, expand, center, fill } = withDefaults('rotate', options, {
    ...MOVING,
    expand: false,
    center: undefined,
  });
  checkMoving('rotate', interpolation, fill, center);
  return computed('rotate', images, (batch) => {
    const [, , height, width] = batch.shape;
    const quarters = (((angle % 360) + 360) % 360) / 90;
    if (center === undefined && (quarters % 2 === 0 || expand || height === width)) {
      const turned = quarterTurns(batch, quarters);
      if (turned) return turned;
    }
    const matrix = turnedBy(angle, maps.fromMiddle(center, height, width));
    const sides = expand ? maps.expandedSides(matrix, height, width) : undefined;
    return maps.affine(batch, forEachOf(batch, matrix), interpolation, fill, sides);
  });
}

/** Images turned by whole quarters, counter-clockwise, to the bit; undefined for a part of a quarter. */
function quarterTurns(images: tf.Tensor4D, quarters: number): tf.Tensor | undefined {
  switch (quarters) {
    case 0:
      return tf.clone(images);
    case 1:
      return tf.reverse(tf.transpose(images, [0, 1, 3, 2]), 2);
    case 2:
      return tf.reverse(images, [2, 3]);
    case 3:
      return tf.reverse(tf.transpose(images, [0, 1, 3, 2]), 3);
    default:
      return undefined;
  }
}

/** Options of {@link rotate}. */
export interface RotateOptions extends MovingOptions {
  /** Whether the result is so large that no corner is lost. Default false: the images' own size. */
  expand?: boolean;
  /** What stays, in pixels from the upper left corner. Default: the middle. */
  center?: Center;
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
  /** What stays but for the translation, in pixels from the upper left corner. Default: the middle. */
  center?: Center;
}

/**
 * Turns, moves, scales and shears images about their middle, or another point. PyTorch: `v2.functional.affine`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @throws TransformError for other images, an unknown interpolation or a scale that is not above 0.
 */
export function affine(images: Tensor, options: AffineOptions): Tensor {
  const { interpolation, fill, center, ...map } = withDefaults('affine', options, {
    ...MOVING,
    ...STILL,
    center: undefined,
  });
  if (!(map.scale > 0)) {
    throw new TransformError('affine', `scale is ${map.scale}. It is a number above 0.`);
  }
  checkMoving('affine', interpolation, fill, center);
  return computed('affine', images, (batch) => {
    const [, , height, width] = batch.shape;
    const matrix = maps.inverseMatrix(map, maps.fromMiddle(center, height, width));
    return maps.affine(batch, forEachOf(batch, matrix), interpolation, fill);
  });
}

const MOVING = { interpolation: 'nearest', fill: undefined } as const;
const STILL: maps.Affine = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] };

/** @throws TransformError for an option that is none. */
function checkMoving(
  name: string,
  interpolation: Interpolation,
  fill: Fill | undefined,
  center?: Center,
): void {
  checkChoice(name, 'interpolation', interpolation, INTERPOLATIONS);
  if (fill !== undefined) checkFill(name, fill);
  if (center) maps.checkCenter(name, center);
}

/**
 * Moves each pixel by a way of its own. PyTorch: `v2.functional.elastic`.
 * @param images float32 `[batch, channels, height, width]` or `[channels, height, width]`
 * @param displacement how far to the right and how far below each pixel's source lies, in halves of the width and the
 *   height: float32 `[1, height, width, 2]`, or `[batch, height, width, 2]` for each image its own
 * @param options interpolation is `bilinear` by default
 * @throws TransformError for other images, another shape or an unknown interpolation.
 */
export function elastic(images: Tensor, displacement: Tensor, options: MovingOptions = {}): Tensor {
  const { interpolation, fill } = withDefaults('elastic', options, {
    interpolation: 'bilinear',
    fill: undefined,
  });
  checkMoving('elastic', interpolation, fill);
  return computed('elastic', images, (batch) => {
    const [samples, , height, width] = batch.shape;
    const [count, ...rest] = displacement.shape;
    const isOfImages = rest.join() === `${height},${width},2`;
    if (!isOfImages || (count !== 1 && count !== samples)) {
      throw new TransformError(
        'elastic',
        `the displacement has the shape [${displacement.shape}]. It must be [1, ${height}, ${width}, 2].`,
      );
    }
    const way = (axis: 0 | 1, side: number) => {
      const part = tf.slice(displacement.tf, [0, 0, 0, axis], [count, height, width, 1]);
      return tf.mul(tf.reshape(part, [count, 1, height, width]), side / 2);
    };
    return elasticOf(batch, way(0, width), way(1, height), interpolation, fill);
  });
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
  checkMoving('perspective', interpolation, fill);
  const coefficients = perspectives.perspectiveCoefficients(startpoints, endpoints);
  return computed('perspective', images, (batch) =>
    perspectives.perspective(batch, forEachOf(batch, coefficients), interpolation, fill),
  );
}
