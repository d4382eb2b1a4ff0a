/** Reads pictures out of tensors and arrays, in PyTorch's layouts, as numbers to be drawn. */

import type { Picture } from '../formats/png.js';
import { PlotError } from './errors.js';
import { range, readMatrix, readNumbers } from './numbers.js';
import { isTensorLike, type TensorLike } from './tensor-like.js';

/** A picture before its values became bytes; `values` are [channels, height, width]. */
export interface RawPicture {
  width: number;
  height: number;
  channels: 1 | 3;
  values: number[];
}

/**
 * What `imageGrid` takes: a batch `[n, h, w]` or `[n, c, h, w]`, or a list of pictures, each a tensor
 * `[h, w]` or `[c, h, w]`, rows of numbers, or the flat values of a square.
 */
export type Images = TensorLike | readonly (TensorLike | ArrayLike<number> | number[][])[];

/** @throws PlotError when a picture's shape is none of these. */
export function readPictures(chart: string, images: unknown): RawPicture[] {
  if (isTensorLike(images)) return readBatch(chart, images);
  if (Array.isArray(images)) {
    return images.map((image: unknown, i) => readOne(chart, `images[${i}]`, image));
  }
  throw new PlotError(chart, 'images', 'a tensor [n, c, h, w] or a list of pictures', images);
}

/** Scales values to bytes: `low` and less is black, `high` and more is white. */
export function toPicture(raw: RawPicture, [low, high]: readonly [number, number]): Picture {
  const { width, height, channels, values } = raw;
  const scale = high > low ? 255 / (high - low) : 0;
  const pixels = new Uint8Array(values.length);
  const area = width * height;
  values.forEach((value, i) => {
    // Channels come first in tensors and last in pictures.
    const to = (i % area) * channels + Math.floor(i / area);
    pixels[to] = Math.round(Math.min(255, Math.max(0, (value - low) * scale)));
  });
  return { width, height, channels, pixels };
}

function readBatch(chart: string, batch: TensorLike): RawPicture[] {
  const { shape } = batch;
  if (shape.length !== 3 && shape.length !== 4) {
    throw new PlotError(chart, 'images', 'of shape [n, h, w] or [n, c, h, w]', batch);
  }
  const flat = Array.from(batch.dataSync());
  const [count = 0, ...inner] = shape;
  const size = inner.reduce((product, length) => product * length, 1);
  return range(count).map((i) => ({
    ...geometry(chart, 'images', inner, batch),
    values: flat.slice(i * size, (i + 1) * size),
  }));
}

function readOne(chart: string, argument: string, image: unknown): RawPicture {
  if (isTensorLike(image)) {
    const size = geometry(chart, argument, image.shape, image);
    return { ...size, values: Array.from(image.dataSync()) };
  }
  if (Array.isArray(image) && Array.isArray(image[0])) {
    const rows = readMatrix(chart, argument, image);
    return { width: rows[0]?.length ?? 0, height: rows.length, channels: 1, values: rows.flat() };
  }
  const values = readNumbers(chart, argument, image);
  const side = Math.sqrt(values.length);
  if (!Number.isInteger(side) || side === 0) {
    throw new PlotError(chart, argument, 'rows of numbers, or the values of a square', image);
  }
  return { width: side, height: side, channels: 1, values };
}

function geometry(
  chart: string,
  argument: string,
  shape: readonly number[],
  received: unknown,
): Pick<RawPicture, 'width' | 'height' | 'channels'> {
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  const isPicture = shape.length === 2 || shape.length === 3;
  if (!isPicture || !width || !height || (channels !== 1 && channels !== 3)) {
    throw new PlotError(
      chart,
      argument,
      'pictures [h, w] or [c, h, w] with 1 or 3 channels',
      received,
    );
  }
  return { width, height, channels };
}
