/** Arrays of the host as tensors. */
import * as tf from '@tensorflow/tfjs-core';
import { uploadUint8 } from '../xla/index.js';

/** The backend that keeps bytes as bytes and makes a gather part of the step's program. */
export const XLA = 'xla';

export type HostValues = Uint8Array | Int32Array | Float32Array;

/** Whole numbers become int32, and lie on the device as bytes where the backend can keep them so. */
export function hostTensor(data: HostValues, shape: readonly number[]): tf.Tensor {
  if (data instanceof Float32Array) return tf.tensor(data, [...shape], 'float32');
  if (data instanceof Int32Array) return tf.tensor(data, [...shape], 'int32');
  if (tf.getBackend() === XLA) return uploadUint8(data, [...shape]);
  return tf.tensor(Int32Array.from(data), [...shape], 'int32');
}
