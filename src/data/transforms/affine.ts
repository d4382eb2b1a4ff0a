/**
 * Affine maps of images, in torchvision's convention: about the centre, the matrix leading from a place
 * in the result to the place that it comes from. Source: `_get_inverse_affine_matrix` and
 * `_gen_affine_grid` of torchvision.
 */
import * as tf from '@tensorflow/tfjs-core';
import { shown } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { type Fill, fillOf } from './fill.js';
import { isInside, pixelsAt, pixelsOrFill } from './pixels.js';

/** One sample's map. */
export interface Affine {
  /** Degrees, clockwise. */
  readonly angle: number;
  /** Pixels to the right and downwards. */
  readonly translate: readonly [x: number, y: number];
  readonly scale: number;
  /** Degrees. */
  readonly shear: readonly [x: number, y: number];
}

/** A point of an image that stays, in pixels from its upper left corner. */
export type Center = readonly [x: number, y: number];

/** @throws TransformError unless it is two numbers. */
export function checkCenter(transform: string, center: Center): void {
  if (Array.isArray(center) && center.length === 2 && center.every(Number.isFinite)) return;
  throw new TransformError(
    transform,
    `center is ${shown(center)}. It is [x, y] in pixels from the upper left corner.`,
  );
}

/** `center` from the middle of images of these sides. */
export function fromMiddle(center: Center | undefined, height: number, width: number): Center {
  return center ? [center[0] - width / 2, center[1] - height / 2] : [0, 0];
}

/**
 * From a place in the result to its source, both from the image's middle: `[a, b, c]` for x, then for y.
 * @param center what stays, in pixels from the middle
 */
export function inverseMatrix(
  { angle, translate, scale, shear }: Affine,
  center: Center = [0, 0],
): number[] {
  const [shearX, shearY] = shear.map(radians);
  const [centerX, centerY] = center;
  const [moveX, moveY] = [centerX + translate[0], centerY + translate[1]];
  const rotation = radians(angle);
  const a = Math.cos(rotation - shearY) / Math.cos(shearY);
  const b =
    (-Math.cos(rotation - shearY) * Math.tan(shearX)) / Math.cos(shearY) - Math.sin(rotation);
  const c = Math.sin(rotation - shearY) / Math.cos(shearY);
  const d =
    (-Math.sin(rotation - shearY) * Math.tan(shearX)) / Math.cos(shearY) + Math.cos(rotation);
  const [xx, xy, yx, yy] = [d, -b, -c, a].map((entry) => entry / scale);
  return [xx, xy, centerX - xx * moveX - xy * moveY, yx, yy, centerY - yx * moveX - yy * moveY];
}

/** Whole pixels that are over by less are no pixels: what a turn's arithmetic leaves. */
const TINY = 1e-4;

/**
 * The sides that hold all of an image of these sides.
 * @param matrix see {@link inverseMatrix}
 */
export function expandedSides(
  matrix: readonly number[],
  height: number,
  width: number,
): readonly [height: number, width: number] {
  const side = ([a, b, c]: readonly number[], size: number) => {
    const ends = [-1, 1].flatMap((x) =>
      [-1, 1].map((y) => ((a * x * width) / 2 + (b * y * height) / 2 + c + size / 2) / TINY),
    );
    const whole = ends.map((end) => Math.trunc(Math.fround(end)) * TINY);
    return Math.ceil(Math.fround(Math.max(...whole))) - Math.floor(Math.fround(Math.min(...whole)));
  };
  return [side(matrix.slice(3), height), side(matrix.slice(0, 3), width)];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** `nearest`: the pixel at the rounded place; `bilinear`: the four around it, weighted. */
export type Interpolation = (typeof INTERPOLATIONS)[number];
export const INTERPOLATIONS = ['nearest', 'bilinear'] as const;

/**
 * Maps each image of a batch by its own matrix.
 *
 * @param images float32 `[batch, channels, height, width]`
 * @param matrices float32 `[batch, 6]`, see {@link inverseMatrix}
 * @param fill for places outside of the image, see {@link sampled}
 * @param sides of the result, whose middle is that of the images; theirs unless they are given
 */
export function affine(
  images: tf.Tensor4D,
  matrices: tf.Tensor,
  interpolation: Interpolation,
  fill: Fill | undefined,
  sides?: readonly [height: number, width: number],
): tf.Tensor {
  const [batch, , height, width] = images.shape;
  const [newHeight, newWidth] = sides ?? [height, width];
  const entry = (i: number) => tf.reshape(tf.slice(matrices, [0, i], [batch, 1]), [batch, 1, 1, 1]);
  const columns = tf.reshape(fromCentre(newWidth), [1, 1, 1, newWidth]);
  const rows = tf.reshape(fromCentre(newHeight), [1, 1, newHeight, 1]);
  const source = (first: number, size: number) => {
    const place = tf.add(tf.mul(entry(first), columns), tf.mul(entry(first + 1), rows));
    return tf.add(tf.add(place, entry(first + 2)), (size - 1) / 2);
  };
  return sampled(images, source(3, height), source(0, width), interpolation, fill);
}

/**
 * The pixels at any places of each image.
 * @param y rows and `x` columns, float32, broadcast to `[batch, 1, newHeight, newWidth]`
 * @param fill for places outside of the image; undefined for 0, to which the image's edge fades by its weights alone
 */
export function sampled(
  images: tf.Tensor4D,
  y: tf.Tensor,
  x: tf.Tensor,
  interpolation: Interpolation,
  fill: Fill | undefined,
): tf.Tensor {
  switch (interpolation) {
    case 'nearest':
      return pixelsOrFill(images, toInt(tf.round(y)), toInt(tf.round(x)), fill ?? 0);
    case 'bilinear':
      return bilinear(images, y, x, fill);
    default:
      return interpolation satisfies never;
  }
}

/** As torchvision, which fades what is at the edge twice where there is a `fill`: by its weights, and by their sum. */
function bilinear(
  images: tf.Tensor4D,
  y: tf.Tensor,
  x: tf.Tensor,
  fill: Fill | undefined,
): tf.Tensor {
  const [top, left] = [tf.floor(y), tf.floor(x)];
  const [down, right] = [tf.sub(y, top), tf.sub(x, left)];
  const corners = CORNERS.map(([dy, dx]) => {
    const [row, column] = [toInt(tf.add(top, dy)), toInt(tf.add(left, dx))];
    const weightY = dy ? down : tf.sub(1, down);
    const weightX = dx ? right : tf.sub(1, right);
    const inside = tf.cast(isInside(images, row, column), 'float32');
    const weight = tf.mul(tf.mul(weightY, weightX), inside);
    return { weight, pixels: tf.mul(pixelsAt(images, row, column), weight) };
  });
  const pixels = tf.addN(corners.map(({ pixels }) => pixels));
  if (fill === undefined) return pixels;
  const weights = tf.addN(corners.map(({ weight }) => weight));
  return tf.add(tf.mul(pixels, weights), tf.mul(tf.sub(1, weights), fillOf(images, fill)));
}

/** The pixels around a place: how far below and to the right. */
const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

const toInt = (tensor: tf.Tensor) => tf.cast(tensor, 'int32');

/** The places of `size` pixels in a row, the centre being 0. */
const fromCentre = (size: number) => tf.range((1 - size) / 2, (1 + size) / 2);
