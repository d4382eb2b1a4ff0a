/** Limits to gradients. PyTorch: `torch.nn.utils`. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, Tensor } from '../tensor/index.js';

/**
 * Scales all gradients together so that their norm is at most `maxNorm`.
 * PyTorch: `torch.nn.utils.clip_grad_norm_`.
 *
 * @returns the norm before, of one element
 * @throws OptionError when `maxNorm` is not a number of 0 or more.
 */
export function clipGradNorm_(parameters: Iterable<Tensor>, maxNorm: number): Tensor {
  if (!(maxNorm >= 0))
    throw new OptionError('clipGradNorm_', 'maxNorm', maxNorm, 'a number of 0 or more');
  const graded = [...parameters].flatMap((parameter) => {
    const value = parameter.gradValue;
    return value ? [{ parameter, value }] : [];
  });
  const norm = tf.tidy(() =>
    tf.sqrt(tf.addN([tf.scalar(0), ...graded.map(({ value }) => tf.sum(tf.square(value)))])),
  );
  const scale = tf.tidy(() => tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1));
  for (const { parameter, value } of graded) parameter.replaceGrad(tf.mul(value, scale));
  scale.dispose();
  return Tensor.fromTfjs(norm, 'clipGradNorm_');
}
