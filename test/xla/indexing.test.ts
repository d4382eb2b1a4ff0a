/** What no backend can compute: an index that there is no element for. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { device, nn, tensor } from '../../src/index.js';

before(async () => {
  await device('cpu');
});

test('taking by an index out of range gives NaN, in its row alone', () => {
  const rows = tf.gather(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([1, 2, 0, -1], 'int32'));
  assert.deepEqual([...rows.dataSync()], [3, 4, NaN, NaN, 1, 2, NaN, NaN]);
});

test('taking by an index out of range gives NaN in each batch', () => {
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const taken = tf.gather(x, tf.tensor2d([0, 2, -1, 1], [2, 2], 'int32'), 1, 1);
  assert.deepEqual([...taken.dataSync()], [1, NaN, NaN, 4]);
});

test('an embedding of a word that only the device knows not to exist makes the loss NaN, not wrong', () => {
  const embedding = new nn.Embedding(3, 2);
  const loss = embedding(tensor([0, 2], [2], 'int32').add(1)).sum();
  assert.ok(Number.isNaN(loss.item()));
});
