/** Compiled loops: n steps of a loop on the device give what n calls of the step give. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { CaptureError, compileLoop, LoopError, register, statistics } from '../../src/xla/index.js';
import { Held } from './held.js';

before(async () => {
  await register();
  await tf.setBackend('xla');
});

const valuesOf = (tensor: tf.Tensor) => [...tensor.dataSync()];

/** state = state * 0.5 + input; the result of a step is the sum of the state. */
function running(capacity: number) {
  const state = new Held(tf.tensor1d([1, 2]));
  const loop = compileLoop({
    capacity,
    state: [state],
    step(slice) {
      const input = slice([2], 'float32');
      state.tensor = tf.tidy(() => tf.add(tf.mul(state.tensor, 0.5), input));
      return [tf.sum(state.tensor)];
    },
  });
  return { state, loop };
}

test('a loop takes its steps in one program and gives the result of each', async () => {
  const { state, loop } = running(3);
  await loop.ready();
  const inputs = tf.tensor2d([1, 1, 2, 2, 3, 3], [3, 2]);
  const { executions, compilations } = statistics();
  const [sums] = loop.run(3, [inputs]);
  assert.equal(statistics().executions, executions + 1);
  assert.equal(statistics().compilations, compilations);
  assert.deepEqual(valuesOf(state.get()), [4.375, 4.5]);
  assert.deepEqual(valuesOf(sums), [3.5, 5.75, 8.875]);
  loop.dispose();
});

test('a run of fewer steps reads no more slices than steps', () => {
  const { state, loop } = running(3);
  loop.run(1, [tf.tensor2d([1, 1, Number.NaN, 0, 0, Number.NaN], [3, 2])]);
  assert.deepEqual(valuesOf(state.get()), [1.5, 2]);
  loop.run(0, [tf.ones([3, 2])]);
  assert.deepEqual(valuesOf(state.get()), [1.5, 2]);
  loop.dispose();
});

test('the steps of many runs follow one another', () => {
  const { state, loop } = running(2);
  for (let i = 0; i < 5; i++) tf.dispose(loop.run(2, [tf.zeros([2, 2])]));
  assert.deepEqual(valuesOf(state.get()), [1 / 1024, 2 / 1024]);
  loop.dispose();
});

test('recording a loop computes nothing and leaves the state as it was', () => {
  const { executions } = statistics();
  const { state, loop } = running(4);
  assert.equal(statistics().executions, executions);
  assert.deepEqual(valuesOf(state.get()), [1, 2]);
  loop.dispose();
});

test('a run of large inputs takes fewer steps than its capacity, so that they fit into memory', () => {
  const megabytes = (input: number) => {
    const state = new Held(tf.scalar(0));
    const loop = compileLoop({
      capacity: 256,
      state: [state],
      step(slice) {
        state.tensor = tf.sum(slice([input << 18], 'float32'));
        return [];
      },
    });
    loop.dispose();
    return loop.capacity;
  };
  assert.deepEqual([megabytes(10), megabytes(100)], [3, 1]);
});

test('what a step uses and does not change is captured, and lives until the loop is disposed', () => {
  const scale = tf.tensor1d([3, 4]);
  const state = new Held(tf.tensor1d([1, 1]));
  const loop = compileLoop({
    capacity: 2,
    state: [state],
    step() {
      state.tensor = tf.mul(state.tensor, scale);
      return [];
    },
  });
  scale.dispose();
  loop.run(2, []);
  assert.deepEqual(valuesOf(state.get()), [9, 16]);
  const { liveBuffers } = statistics();
  loop.dispose();
  assert.equal(statistics().liveBuffers, liveBuffers - 1);
});

test('another tensor for the same state keeps its values', () => {
  const { state, loop } = running(1);
  const copy = tf.clone(state.get());
  loop.run(1, [tf.ones([1, 2])]);
  assert.deepEqual(valuesOf(copy), [1, 2]);
  assert.deepEqual(valuesOf(state.get()), [1.5, 2]);
  loop.dispose();
});

test('a step that reads a value is refused, and the state stays', () => {
  const state = new Held(tf.tensor1d([1, 2]));
  const step = () => {
    tf.add(state.get(), 1).dataSync();
    return [];
  };
  assert.throws(() => compileLoop({ capacity: 2, state: [state], step }), CaptureError);
  assert.deepEqual(valuesOf(state.get()), [1, 2]);
});

test('a step that runs a kernel on the host is refused', () => {
  const state = new Held(tf.tensor1d([1, 2]));
  const step = () => [tf.unique(tf.add(state.get(), 1)).values];
  assert.throws(() => compileLoop({ capacity: 2, state: [state], step }), CaptureError);
});

test('a state that would change its shape or type is refused', () => {
  const state = new Held(tf.tensor1d([1, 2]));
  const grow = () => {
    state.tensor = tf.concat([state.tensor, state.tensor]);
    return [];
  };
  assert.throws(() => compileLoop({ capacity: 2, state: [state], step: grow }), LoopError);
});

test('wrong inputs of a run are told', () => {
  const { loop } = running(2);
  const right = tf.ones([2, 2]);
  assert.throws(() => loop.run(3, [right]), /0 to 2 steps, got 3/);
  assert.throws(() => loop.run(1.5, [right]), LoopError);
  assert.throws(() => loop.run(1, []), /has 1 slices, got 0/);
  assert.throws(() => loop.run(1, [tf.ones([2, 3])]), /of shape \[2,2\], got \[2,3\]/);
  loop.dispose();
  assert.throws(() => loop.run(1, [right]), /disposed/);
});

test('cells that begin with the same value part ways', () => {
  const first = new Held(tf.tensor1d([1, 2]));
  const second = new Held(tf.clone(first.tensor));
  const loop = compileLoop({
    capacity: 2,
    state: [first, second],
    step() {
      first.tensor = tf.tidy(() => tf.add(first.tensor, 1));
      second.tensor = tf.tidy(() => tf.add(tf.mul(second.tensor, 0.5), first.tensor));
      return [];
    },
  });
  loop.run(2, []);
  assert.deepEqual(valuesOf(first.get()), [3, 4]);
  assert.deepEqual(valuesOf(second.get()), [4.25, 6]);
  loop.dispose();
});
