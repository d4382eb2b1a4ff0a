/** A loader's data as a compiled training loop sees it: what lies on the device, and an order. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';

/** Data that lies on the device. */
export interface ResidentData<B = [Tensor, Tensor]> {
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Whether a smaller last batch is left out. */
  readonly dropLast: boolean;
  /** The transformed batch of these rows, int32 `[batch]`. Made of tensor operations only. */
  gather(indices: tf.Tensor): B;
  /** The rows in memory of these samples. */
  rowsOf(samples: Int32Array): Int32Array;
}
