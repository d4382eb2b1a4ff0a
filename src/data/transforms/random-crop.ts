/** Cuts a window out of each image, at a place chosen by chance. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, stepRandom } from '../../random/index.js';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { pixelsOrFill } from './pixels.js';
import { compute, imageShape, Transform } from './transform.js';

/** Options of {@link RandomCrop}. */
export interface RandomCropOptions {
  /** Pixels of `fill` around the image before it is cut. Default 0. */
  padding?: number;
  /** What the padding is filled with. Default 0. */
  fill?: number;
}

/** PyTorch: `torchvision.transforms.RandomCrop`. */
export class RandomCrop extends Transform {
  /** Height and width in pixels. */
  readonly size: readonly [height: number, width: number];
  readonly padding: number;
  readonly fill: number;

  /** @throws TransformError when size or padding is not a whole number. */
  constructor(
    size: number | readonly [height: number, width: number],
    options: RandomCropOptions = {},
  ) {
    super();
    const { padding, fill } = withDefaults('RandomCrop', options, { padding: 0, fill: 0 });
    this.size = typeof size === 'number' ? [size, size] : size;
    this.padding = padding;
    this.fill = fill;
    if (!this.size.every((side) => Number.isInteger(side) && side > 0)) {
      throw new TransformError(
        'RandomCrop',
        `size is [${this.size}]. Its sides are whole numbers.`,
      );
    }
    if (!Number.isInteger(padding) || padding < 0) {
      throw new TransformError('RandomCrop', `padding is ${padding}. It is a whole number from 0.`);
    }
  }

  /**
   * Cuts a window out of each image, by chance.
   * @throws TransformError when the padded images are smaller than the window.
   */
  apply(batch: Tensor): Tensor {
    const [samples, , height, width] = imageShape('RandomCrop', batch);
    const [newHeight, newWidth] = this.size;
    const roomY = height + 2 * this.padding - newHeight;
    const roomX = width + 2 * this.padding - newWidth;
    if (roomY < 0 || roomX < 0) {
      throw new TransformError(
        'RandomCrop',
        `images of ${height} x ${width} with padding ${this.padding} are smaller than ` +
          `${newHeight} x ${newWidth}.`,
      );
    }
    return compute(batch, (images) => {
      const corners = stepRandom({
        shape: [samples, 2],
        dtype: 'int32',
        fill: () =>
          Int32Array.from(Array.from({ length: samples }, () => corner(roomY, roomX)).flat()),
      });
      const start = (axis: 0 | 1) =>
        tf.sub(
          tf.reshape(tf.slice(corners, [0, axis], [samples, 1]), [samples, 1, 1, 1]),
          tf.scalar(this.padding, 'int32'),
        );
      const rows = tf.add(start(0), tf.reshape(count(newHeight), [1, 1, newHeight, 1]));
      const columns = tf.add(start(1), tf.reshape(count(newWidth), [1, 1, 1, newWidth]));
      return pixelsOrFill(images as tf.Tensor4D, rows, columns, this.fill);
    });
  }
}

const count = (size: number) => tf.range(0, size, 1, 'int32');

/** PyTorch: `RandomCrop.get_params`, which draws nothing where there is no room. */
function corner(roomY: number, roomX: number): [y: number, x: number] {
  if (roomY === 0 && roomX === 0) return [0, 0];
  return [defaultGenerator.randint(roomY + 1), defaultGenerator.randint(roomX + 1)];
}
