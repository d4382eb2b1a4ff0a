/** From bytes as images are stored to numbers as networks take them. */
import * as tf from '@tensorflow/tfjs-core';
import { type Tensor, withDefaults } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkChoice } from './checks.js';
import { compute, Transform } from './transform.js';

/**
 * `[batch, height, width]` or `[batch, height, width, channels]` becomes `[batch, channels, height,
 * width]` of float32. Integers, which are 0 to 255, become 0 to 1; float32 keeps its values.
 * PyTorch: `torchvision.transforms.ToTensor`.
 */
export class ToTensor extends Transform {
  /** @throws TransformError when the batch has another rank. */
  apply(batch: Tensor): Tensor {
    return compute(batch, (images) => scaled(channelsFirst('ToTensor', images)));
  }
}

/**
 * `[batch, height, width]` or `[batch, height, width, channels]` becomes `[batch, channels, height, width]`, of the same
 * type. PyTorch: `torchvision.transforms.v2.ToImage`.
 */
export class ToImage extends Transform {
  /** @throws TransformError when the batch has another rank. */
  apply(batch: Tensor): Tensor {
    return compute(batch, (images) => channelsFirst('ToImage', images));
  }
}

/** Options of {@link ToDtype}. */
export interface ToDtypeOptions {
  /** Whether what is 0 to 255 as integers is 0 to 1 as float32. Default false: numbers stay what they are. */
  scale?: boolean;
}

/** Another type. PyTorch: `torchvision.transforms.v2.ToDtype`. */
export class ToDtype extends Transform {
  readonly scale: boolean;

  /**
   * @param dtype what comes out
   * @throws TransformError when it is no type of images.
   */
  constructor(
    readonly dtype: 'float32' | 'int32',
    options: ToDtypeOptions = {},
  ) {
    super();
    checkChoice('ToDtype', 'dtype', dtype, ['float32', 'int32']);
    const { scale } = withDefaults('ToDtype', options, { scale: false });
    this.scale = scale;
  }

  /** The batch may have any shape. */
  apply(batch: Tensor): Tensor {
    const { dtype, scale } = this;
    if (batch.dtype === dtype) return batch;
    return compute(batch, (images) => {
      if (!scale) return tf.cast(images, dtype);
      if (dtype === 'float32') return scaled(images);
      return tf.cast(tf.mul(images, BYTES - 0.001), dtype);
    });
  }
}

/** How many values a byte has. PyTorch scales by a little less, so that 1 becomes 255. */
const BYTES = 256;

/** Integers, 0 to 255, as 0 to 1; reals as they are. */
function scaled(images: tf.Tensor): tf.Tensor {
  const floats = tf.cast(images, 'float32');
  return images.dtype === 'int32' ? tf.div(floats, BYTES - 1) : floats;
}

/** @throws TransformError when the images have another rank than 3 or 4, the batch included. */
function channelsFirst(name: string, images: tf.Tensor): tf.Tensor {
  if (images.rank === 3) return tf.expandDims(images, 1);
  if (images.rank === 4) return tf.transpose(images, [0, 3, 1, 2]);
  throw new TransformError(
    name,
    `a batch of shape [${images.shape}] came in; it must be [batch, height, width] or ` +
      '[batch, height, width, channels].',
  );
}
