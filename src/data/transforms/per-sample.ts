/** What each sample of a batch draws for itself, on the host, as values on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { defaultGenerator, type Generator, stepRandom } from '../../random/index.js';

/**
 * `size` numbers of each sample, float32 `[samples, size]`.
 * @param draw gives a sample's numbers; it is called for one sample after the other, as torchvision draws
 */
export function drawEach(
  samples: number,
  size: number,
  draw: (generator: Generator) => ArrayLike<number>,
): tf.Tensor {
  return stepRandom({
    shape: [samples, size],
    dtype: 'float32',
    fill() {
      const values = new Float32Array(samples * size);
      for (let i = 0; i < samples; i++) values.set(draw(defaultGenerator), i * size);
      return values;
    },
  });
}

/** Number `i` of each sample, `[samples, 1, 1, 1]`. */
export function column(values: tf.Tensor, i: number): tf.Tensor {
  const [samples] = values.shape;
  return tf.reshape(tf.slice(values, [0, i], [samples, 1]), [samples, 1, 1, 1]);
}

/** Whether an event of probability `p` happens. PyTorch: `torch.rand(1) < p`. */
export const happens = (generator: Generator, p: number): boolean => generator.rand() < p;
