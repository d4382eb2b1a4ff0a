/** Several windows of each image: its corners and its middle, and the same of its mirror image. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { centerStart, type Sides } from '../image-sizes.js';
import { checkSides } from './resize.js';
import { compute, imageShape, Transform } from './transform.js';

/** Upper left, upper right, lower left, lower right, and the middle. */
export type FiveCrops<Crop = Tensor> = [Crop, Crop, Crop, Crop, Crop];

/** {@link FiveCrops}, and those of the mirror image. */
export type TenCrops<Crop = Tensor> = [...FiveCrops<Crop>, ...FiveCrops<Crop>];

/**
 * The corners and the middle of each image, for a model that is to judge all of them: `[batch, 5, channels, height, width]`.
 * PyTorch: `torchvision.transforms.v2.FiveCrop`, whose crops are stacked as its documentation shows.
 */
export class FiveCrop extends Transform {
  /** @param size height and width in pixels. @throws TransformError when it is no size. */
  constructor(readonly size: Sides) {
    super();
    checkSides('FiveCrop', 'size', size);
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`, not smaller than the crops. */
  apply(batch: Tensor): Tensor {
    return compute(batch, (images) => tf.stack(fiveCrops('FiveCrop', images, this.size), 1));
  }
}

/** Options of {@link TenCrop}. */
export interface TenCropOptions {
  /** Whether the mirror image is upside down, not left to right. Default false. */
  verticalFlip?: boolean;
}

/**
 * As {@link FiveCrop}, then the same of the mirror image: `[batch, 10, channels, height, width]`. PyTorch:
 * `torchvision.transforms.v2.TenCrop`.
 */
export class TenCrop extends Transform {
  readonly verticalFlip: boolean;

  /** @param size height and width in pixels. @throws TransformError when it is no size. */
  constructor(
    readonly size: Sides,
    options: TenCropOptions = {},
  ) {
    super();
    checkSides('TenCrop', 'size', size);
    this.verticalFlip = withDefaults('TenCrop', options, { verticalFlip: false }).verticalFlip;
  }

  /** @throws TransformError unless the batch is `[batch, channels, height, width]`, not smaller than the crops. */
  apply(batch: Tensor): Tensor {
    const { size, verticalFlip } = this;
    return compute(batch, (images) => tf.stack(tenCrops('TenCrop', images, size, verticalFlip), 1));
  }
}

/** Each crop is `[batch, channels, height, width]`. @throws TransformError for images that are smaller than a crop. */
export function fiveCrops(name: string, images: tf.Tensor, size: Sides): FiveCrops<tf.Tensor> {
  const [high, wide] = typeof size === 'number' ? [size, size] : size;
  const [samples, channels, height, width] = imageShape(name, images);
  if (high > height || wide > width) {
    throw new TransformError(
      name,
      `images of ${height} x ${width} are smaller than ${high} x ${wide}.`,
    );
  }
  const at = (top: number, left: number) =>
    tf.slice(images, [0, 0, top, left], [samples, channels, high, wide]);
  const [bottom, right] = [height - high, width - wide];
  const middle = at(centerStart(height, high), centerStart(width, wide));
  return [at(0, 0), at(0, right), at(bottom, 0), at(bottom, right), middle];
}

/** See {@link fiveCrops}. */
function tenCrops(
  name: string,
  images: tf.Tensor,
  size: Sides,
  verticalFlip: boolean,
): TenCrops<tf.Tensor> {
  const crops = fiveCrops(name, images, size);
  return [...crops, ...fiveCrops(name, tf.reverse(images, verticalFlip ? 2 : 3), size)];
}
