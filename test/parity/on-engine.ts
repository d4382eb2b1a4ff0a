/** Makes the engine the backend, as `device()` does. */
import * as tf from '@tensorflow/tfjs-core';
import { onFlush } from '../../src/tensor/flush.js';
import { flush, register } from '../../src/xla/index.js';

export async function onEngine(): Promise<void> {
  await register();
  await tf.setBackend('xla');
  onFlush(() => tf.getBackend() === 'xla' && flush());
}
