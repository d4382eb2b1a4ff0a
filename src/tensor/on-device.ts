/** Values that lie in a buffer of the device, whatever their shape. */
import * as tf from '@tensorflow/tfjs-core';
import { flush } from './flush.js';

/**
 * A tensor in a buffer of its own. An engine may write a plain scalar into its programs as a constant,
 * and make a new program for each value.
 */
export function onDevice(
  values: tf.TypedArray,
  shape: readonly number[],
  dtype: tf.DataType,
): tf.Tensor {
  if (shape.length > 0) return tf.tensor(values, [...shape], dtype);
  const scalar = tf.tidy(() =>
    tf.clone(tf.add(tf.reshape(tf.tensor1d(values, dtype), []), tf.scalar(0, dtype))),
  );
  flush();
  return scalar;
}
