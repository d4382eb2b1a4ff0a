/** Laziness: what is pending, what a read runs, how much may pend, how many programs a program costs. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
// Registers the rules of differentiation, which tfjs-core alone doesn't.
import '../../src/tensor/index.js';
import { CaptureError, explain, flush, register, statistics } from '../../src/xla/index.js';

before(async () => {
  await register();
  await tf.setBackend('xla');
});

/** What `run` adds to the engine's counts. */
function counted(run: () => void): { compilations: number; executions: number } {
  const start = statistics();
  run();
  const end = statistics();
  return {
    compilations: end.compilations - start.compilations,
    executions: end.executions - start.executions,
  };
}

describe('what is pending', () => {
  test('an operation runs nothing until its result is read', () => {
    flush();
    const x = tf.tensor1d([1, 2, 3]);
    assert.deepEqual(
      counted(() => tf.exp(tf.add(x, 1))),
      { compilations: 0, executions: 0 },
    );
    assert.equal(statistics().pendingNodes, 2);
    flush();
    assert.equal(statistics().pendingNodes, 0);
  });

  test('a read runs all that is pending as one program', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const sum = tf.sum(x);
    const product = tf.prod(x);
    assert.equal(counted(() => assert.equal(sum.dataSync()[0], 6)).executions, 1);
    assert.equal(counted(() => assert.equal(product.dataSync()[0], 6)).executions, 0);
  });

  test('what was disposed before it was read is never computed', () => {
    flush();
    const x = tf.tensor1d([1, 2, 3]);
    tf.dispose(tf.exp(x));
    assert.equal(statistics().pendingNodes, 0);
    assert.equal(counted(flush).executions, 0);
  });

  test('a value that only passes through is not kept', () => {
    flush();
    const buffers = statistics().liveBuffers;
    const x = tf.tensor1d([1, 2, 3]);
    const result = tf.tidy(() => tf.sum(tf.exp(tf.add(x, 1))));
    flush();
    assert.equal(statistics().liveBuffers, buffers + 2);
    tf.dispose([x, result]);
    assert.equal(statistics().liveBuffers, buffers);
  });

  test('a loop that reads nothing is run from time to time', () => {
    flush();
    let x: tf.Tensor = tf.tensor1d([0]);
    let most = 0;
    for (let i = 0; i < 5000; i++) {
      const next = tf.add(x, 1);
      x.dispose();
      x = next;
      most = Math.max(most, statistics().pendingNodes);
    }
    assert.ok(most <= 2001, `${most} nodes were pending`);
    assert.equal(x.dataSync()[0], 5000);
  });

  test('a kernel of many results outlives a run that it sets off itself', () => {
    for (let before = 1985; before < 2005; before++) {
      flush();
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      for (let i = 0; i < before; i++) tf.dispose(tf.neg(x));
      const rows = tf.unstack(x);
      x.dispose();
      assert.deepEqual(
        rows.map((row) => [...row.dataSync()]),
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      );
    }
  });
});

describe('how many programs', () => {
  test('the same structure with other values is compiled once', () => {
    const step = (values: number[]) => tf.tidy(() => tf.sum(tf.square(tf.tensor1d(values))));
    step([1, 2, 3, 4]).dataSync();
    const counts = counted(() => assert.equal(step([4, 3, 2, 1]).dataSync()[0], 30));
    assert.deepEqual(counts, { compilations: 0, executions: 1 });
  });

  test('another shape is another program', () => {
    const step = (size: number) => tf.tidy(() => tf.sum(tf.cos(tf.ones([size]))).dataSync());
    step(17);
    assert.equal(counted(() => step(18)).compilations, 1);
    assert.equal(counted(() => step(17)).compilations, 0);
  });

  test('a number that changes from step to step becomes an argument', () => {
    const x = tf.tensor1d([1, 2]);
    const step = (rate: number) => tf.tidy(() => tf.sin(tf.mul(x, tf.scalar(rate))).dataSync());
    const counts = counted(() => {
      for (const rate of [0.1, 0.2, 0.3, 0.4, 0.5]) step(rate);
    });
    assert.deepEqual(counts, { compilations: 2, executions: 5 });
  });

  test("TensorFlow.js's own training step is one program a step, compiled a few times in all", () => {
    const weights = tf.variable(tf.ones([4, 3]));
    const bias = tf.variable(tf.zeros([3]));
    const optimizer = tf.train.momentum(0.1, 0.9);
    const x = tf.ones([5, 4]);
    const step = () =>
      tf.tidy(() => {
        const loss = optimizer.minimize(
          () => tf.mean(tf.square(tf.add(tf.matMul(x, weights as tf.Tensor2D), bias))),
          true,
        );
        return loss?.dataSync()[0];
      });
    flush();
    const counts = counted(() => {
      for (let i = 0; i < 8; i++) step();
    });
    assert.equal(counts.executions, 8);
    assert.ok(counts.compilations <= 4, `${counts.compilations} compilations`);
    assert.equal(counted(() => step()).compilations, 0);
  });
});

describe('explain', () => {
  test('gives the program of a function, its work and its bytes, and runs nothing', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const w = tf.tensor2d(new Float32Array(12), [3, 4]);
    const layer = (x: tf.Tensor, w: tf.Tensor) => tf.relu(tf.matMul(x, w));
    layer(x, w).dataSync();
    const counts = counted(() => {
      const { program, costs, ...rest } = explain(layer, x, w);
      assert.match(
        program,
        /stablehlo.dot_general .*\n *\/\/ .*\n.*constant.*\n.*stablehlo.maximum/,
      );
      const figures = { operations: 2, flops: 48, inputBytes: 72, outputBytes: 32 };
      assert.deepEqual(rest, { ...figures, isOpenEnded: false });
      assert.deepEqual(
        costs.map(({ operation, calls, flops, bytes }) => [operation, calls, flops, bytes]),
        [
          ['matMul', 1, 48, 24 + 48 + 32],
          ['relu', 1, 0, 32 + 32],
        ],
      );
    });
    assert.deepEqual(counts, { compilations: 0, executions: 0 });
  });

  test('says that a function reads a value', () => {
    const x = tf.tensor1d([1, 2]);
    assert.throws(() => explain(() => tf.mul(x, tf.sum(x).dataSync()[0])), CaptureError);
    assert.deepEqual([...tf.square(x).dataSync()], [1, 4]);
  });
});
