/** Tensors on several devices of the engine: where they are computed, what may meet, work that is shared out. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {
  CaptureError,
  type Cell,
  compileLoop,
  DeviceMismatchError,
  explain,
  register,
  registered,
  statistics,
} from '../../src/xla/index.js';
import { moveTo, placeOf, spread } from '../../src/xla/placement.js';
import { assertClose } from '../assert-close.js';

before(async () => {
  process.env.GRADBOOK_CPU_DEVICES = '4';
  await register();
  await tf.setBackend('xla');
});

const valuesOf = (tensor: tf.Tensor) => [...tensor.dataSync()];
const on = (device: number, ...values: number[]): tf.Tensor =>
  moveTo(registered(), tf.tensor1d(values), device);
const placed = (tensor: tf.Tensor) => placeOf(registered(), tensor);
/** The device that a tensor's buffer lies on, once it is computed. */
function lies(tensor: tf.Tensor): number | undefined {
  tensor.dataSync();
  const { content } = registered().dataNode(tensor);
  return content.kind === 'buffer' ? content.buffer.device : undefined;
}

test('what is computed from a tensor is computed on its device', () => {
  const x = on(2, 1, 2, 3);
  const y = tf.tidy(() => tf.sum(tf.square(tf.add(x, 1))));
  assert.equal(placed(y), 2);
  assert.deepEqual(valuesOf(y), [29]);
  assert.equal(lies(y), 2);
});

test('what nobody put anywhere goes with either device, before it is computed and after', () => {
  const both = tf.tensor1d([10, 20]);
  const constant = tf.fill([2], 5);
  for (let round = 0; round < 2; round++) {
    for (const device of [1, 3]) {
      const sum = tf.add(tf.add(on(device, 1, 2), both), constant);
      assert.deepEqual(valuesOf(sum), [16, 27]);
      assert.equal(lies(sum), device);
    }
    assert.deepEqual(valuesOf(constant), [5, 5]);
  }
  assert.equal(placed(both), undefined);
});

test('tensors of two devices that meet are a typed error that names both', () => {
  const [x, y] = [on(1, 1, 2), on(3, 1, 2)];
  assert.throws(
    () => tf.add(x, y),
    (error) => {
      assert.ok(error instanceof DeviceMismatchError);
      assert.deepEqual(
        error.tensors.map(({ device }) => device),
        ['cpu:1', 'cpu:3'],
      );
      assert.match(error.message, /^Add: .*\[2\] on cpu:1, .*\[2\] on cpu:3.*x\.to\('cpu:1'\)/);
      return true;
    },
  );
  assert.deepEqual(valuesOf(tf.add(x, moveTo(registered(), y, 1))), [2, 4]);
});

test('one flush runs a program on each device, and one overwrites nothing that the other needs', () => {
  const shared = tf.tensor1d([1, 2]);
  const sums = [0, 1, 2].map((device) => {
    // It lives on, so that the shared one alone could be overwritten.
    return tf.add(on(device, device, device), shared);
  });
  shared.dispose();
  const { executions } = statistics();
  assert.deepEqual(sums.map(valuesOf), [
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  assert.equal(statistics().executions - executions, 3);
  assert.deepEqual(sums.map(lies), [0, 1, 2]);
});

test('a moved tensor keeps its shape and type, and moving leaves the first one where it is', () => {
  const x = tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool');
  const seen = tf.reshape(x, [4]);
  const moved = moveTo(registered(), seen, 1);
  assert.deepEqual([moved.shape, moved.dtype, valuesOf(moved)], [[4], 'bool', [1, 0, 1, 1]]);
  assert.equal(placed(x), undefined);
  const one = moveTo(registered(), tf.scalar(3), 2);
  assert.equal(lies(tf.add(one, 1)), 2);
});

test('what has no value yet is not moved while a function is recorded', () => {
  const state: { tensor: tf.Tensor } = { tensor: tf.tensor1d([1, 2]) };
  const cell: Cell = {
    get: () => state.tensor,
    set(value) {
      state.tensor = value;
    },
  };
  const step = () => [moveTo(registered(), tf.add(state.tensor, 1), 1)];
  assert.throws(() => compileLoop({ capacity: 2, state: [cell], step }), CaptureError);
});

test('a loop runs on the device of its state, which stays there', () => {
  const state = { tensor: on(3, 1, 2) };
  const cell: Cell = {
    get: () => state.tensor,
    set(value) {
      if (value !== state.tensor) state.tensor.dispose();
      state.tensor = value;
    },
  };
  const loop = compileLoop({
    capacity: 4,
    state: [cell],
    step(slice) {
      cell.set(tf.add(state.tensor, slice([2], 'float32')));
      return [tf.sum(state.tensor)];
    },
  });
  const [sums] = loop.run(2, [tf.ones([4, 2])]);
  assert.deepEqual(valuesOf(sums).slice(0, 2), [5, 7]);
  assert.deepEqual([placed(state.tensor), lies(state.tensor)], [3, 3]);
  loop.dispose();
});

for (const [rows, devices] of [
  [8, [0, 1]],
  [8, [0, 1, 2, 3]],
  [7, [0, 1, 2, 3]],
  [1, [0, 2]],
] as const) {
  test(`${rows} rows that are shared out among ${devices.length} devices give what one device gives`, () => {
    const [x, w] = [tf.randomNormal([rows, 5]), tf.randomNormal([5, 3])];
    const step = (shared: tf.Tensor2D) =>
      tf.tidy(() => {
        const y = tf.tanh(tf.matMul(shared, w as tf.Tensor2D));
        // Statistics over the batch, as batch norm has them, and a gradient.
        const normed = tf.div(
          tf.sub(y, tf.mean(y, 0)),
          tf.sqrt(tf.add(tf.moments(y, 0).variance, 1e-3)),
        );
        return [tf.mean(tf.square(normed)), tf.matMul(shared, normed as tf.Tensor2D, true)];
      });
    const alone = step(x as tf.Tensor2D).map(valuesOf);
    const { executions } = statistics();
    const results = step(spread(registered(), x, devices) as tf.Tensor2D);
    const together = results.map(valuesOf);
    assert.equal(statistics().executions - executions, 1);
    assertClose(together, alone, 1e-5);
    const { program } = explain(() => step(spread(registered(), x, devices) as tf.Tensor2D));
    assert.match(program, new RegExp(`mhlo.num_partitions = ${devices.length} `));
  });
}
