/** Runs a test on TensorFlow.js's plain JavaScript backend and on ours. */
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { register } from '../../src/xla/index.js';
import '../tensor/cpu.js';

export type BackendName = 'cpu' | 'xla';

export function onBoth(name: string, body: (backend: BackendName) => unknown): void {
  for (const backend of ['cpu', 'xla'] as const) {
    test(`${name} (${backend})`, async () => {
      if (backend === 'xla') await register();
      await tf.setBackend(backend);
      await body(backend);
    });
  }
}
