/** Runs the same cases on TensorFlow.js's plain JavaScript backend and on the engine. */
import '../tensor/cpu.js';
import { before, describe } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { onEngine } from './on-engine.js';

export function describeEach(title: string, body: () => void): void {
  describe(`${title} (cpu)`, () => {
    before(() => tf.setBackend('cpu'));
    body();
  });
  describe(`${title} (xla)`, () => {
    before(onEngine);
    body();
  });
}
