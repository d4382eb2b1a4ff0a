/** TensorFlow.js's engine with this backend's shorter bookkeeping: scopes, counts, tapes and moves are as ever. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// Registers the rules of differentiation, which tfjs-core alone doesn't.
import '../../src/tensor/index.js';
import { register } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

before(async () => {
  await register();
  await tf.setBackend('xla');
});

/** What `run` adds to TensorFlow.js's counts. */
function added(run: () => void): { tensors: number; buffers: number; bytes: number } {
  const start = tf.memory();
  run();
  const end = tf.memory();
  return {
    tensors: end.numTensors - start.numTensors,
    buffers: end.numDataBuffers - start.numDataBuffers,
    bytes: end.numBytes - start.numBytes,
  };
}

describe('scopes', () => {
  test('what an operation or a tidy makes on the way is disposed, its result is not', () => {
    const x = tf.tensor1d([1, 2, 3]);
    let norm: tf.Tensor | undefined;
    const counts = added(() => {
      norm = tf.tidy(() => tf.sqrt(tf.sum(tf.mul(x, x))));
    });
    assert.deepEqual(counts, { tensors: 1, buffers: 1, bytes: 4 });
    assertClose(norm?.dataSync()[0], Math.sqrt(14), 1e-6);
  });

  test('the result of an inner scope is disposed by the outer one', () => {
    const x = tf.tensor1d([1, 2, 3]);
    let inner: tf.Tensor | undefined;
    const counts = added(() => {
      tf.tidy(() => {
        inner = tf.tidy(() => tf.exp(x));
        return tf.scalar(1);
      }).dispose();
    });
    assert.deepEqual(counts, { tensors: 0, buffers: 0, bytes: 0 });
    assert.equal(inner?.isDisposed, true);
  });

  test('what is kept outlives its scope, also where it is the result', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const kept: tf.Tensor[] = [];
    const counts = added(() => {
      tf.tidy(() => {
        tf.tidy(() => {
          kept.push(tf.keep(tf.exp(x)));
          const result = tf.keep(tf.neg(x));
          kept.push(result);
          return result;
        });
      });
    });
    assert.deepEqual(counts, { tensors: 2, buffers: 2, bytes: 24 });
    assert.deepEqual([...kept[1].dataSync()], [-1, -2, -3]);
  });

  test('a scope may end without a result or with several', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const counts = added(() => {
      tf.tidy(() => {
        tf.exp(x);
      });
      tf.dispose(tf.tidy(() => [tf.exp(x), tf.neg(x)]));
    });
    assert.deepEqual(counts, { tensors: 0, buffers: 0, bytes: 0 });
  });

  test('a scope whose body throws is closed', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const counts = added(() => {
      assert.throws(() => tf.tidy(() => tf.concat([tf.exp(x), tf.ones([2, 2])])));
      tf.tidy(() => tf.exp(x)).dispose();
    });
    assert.deepEqual(counts, { tensors: 0, buffers: 0, bytes: 0 });
  });
});

describe('what is counted', () => {
  test('tensors that share data count as one buffer, which goes with the last of them', () => {
    const x = tf.tensor1d([1, 2, 3, 4]);
    let square = tf.zeros([0]);
    const view = added(() => {
      square = tf.reshape(x, [2, 2]);
    });
    assert.deepEqual(view, { tensors: 1, buffers: 0, bytes: 16 });
    assert.deepEqual(
      added(() => x.dispose()),
      { tensors: -1, buffers: 0, bytes: -16 },
    );
    assert.deepEqual([...square.dataSync()], [1, 2, 3, 4]);
    assert.deepEqual(
      added(() => square.dispose()),
      { tensors: -1, buffers: -1, bytes: -16 },
    );
  });

  test('a profile has the kernels that ran', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const { kernelNames, newTensors } = await tf.profile(() => tf.tidy(() => tf.sum(tf.exp(x))));
    assert.deepEqual([...kernelNames].sort(), ['Exp', 'Sum']);
    assert.equal(newTensors, 1);
  });
});

test('a tape records kernels, also inside of another gradient', () => {
  const cube = (x: tf.Tensor) => tf.mul(tf.mul(x, x), x);
  const slope = tf.grad(cube);
  const bend = tf.grad((x: tf.Tensor) => slope(x));
  const x = tf.tensor1d([1, 2]);
  assert.deepEqual([...slope(x).dataSync()], [3, 12]);
  assert.deepEqual([...bend(x).dataSync()], [6, 12]);
});

test('data go to another backend and come back', async () => {
  const start = tf.memory();
  const x = tf.tensor1d([1, 2, 3]);
  await tf.setBackend('cpu');
  const there = tf.add(x, 1);
  await tf.setBackend('xla');
  const back = tf.mul(there, x);
  assert.deepEqual([...back.dataSync()], [2, 6, 12]);
  tf.dispose([x, there, back]);
  assert.deepEqual(tf.memory(), start);
});

test('an unknown kernel is refused by its name', () => {
  assert.throws(() => tf.engine().runKernel('Nonsense', {}), /'Nonsense' not registered.*'xla'/);
});
