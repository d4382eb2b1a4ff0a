/** From bytes as images are stored to numbers as networks take them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { compute, Transform } from './transform.js';

/**
 * `[batch, height, width]` or `[batch, height, width, channels]` becomes `[batch, channels, height,
 * width]` of float32. Integers, which are 0 to 255, become 0 to 1; float32 keeps its values.
 * PyTorch: `torchvision.transforms.ToTensor`.
 */
export class ToTensor extends Transform {
  /** @throws TransformError when the batch has another rank. */
  apply(batch: Tensor): Tensor {
    const { shape, dtype } = batch;
    if (shape.length !== 3 && shape.length !== 4) {
      throw new TransformError(
        'ToTensor',
        `a batch of shape [${shape}] came in; it must be [batch, height, width] or ` +
          '[batch, height, width, channels].',
      );
    }
    return compute(batch, (images) => {
      const channelsFirst =
        shape.length === 3 ? tf.expandDims(images, 1) : tf.transpose(images, [0, 3, 1, 2]);
      const floats = tf.cast(channelsFirst, 'float32');
      return dtype === 'int32' ? tf.div(floats, 255) : floats;
    });
  }
}
