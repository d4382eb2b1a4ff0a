import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { register } from '../../src/xla/index.js';

before(async () => {
  await register();
  await tf.setBackend('xla');
});

const PAGE = 4096;

test('the memory that a program has freed is used by the next', (t) => {
  if (process.platform !== 'linux') return t.skip('glibc alone is told to keep it');
  const x = tf.ones([1024, 1024]) as tf.Tensor2D;
  const product = () => tf.tidy(() => tf.sum(tf.matMul(tf.matMul(x, x), x)).dataSync());
  for (let run = 0; run < 40; run++) product();
  const runs = 20;
  const before = process.resourceUsage().minorPageFault;
  for (let run = 0; run < runs; run++) product();
  const faults = (process.resourceUsage().minorPageFault - before) / runs;
  const pagesOfOne = (4 * x.size) / PAGE;
  assert.ok(faults < pagesOfOne / 4, `${faults} page faults a run`);
});
