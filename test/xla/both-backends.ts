/** Runs the same TensorFlow.js program on backend `cpu`, the reference, and on `xla`. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { register } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

export type Program = () => tf.Tensor | tf.Tensor[];

interface Result {
  shape: number[];
  dtype: string;
  values: number[];
}

async function runOn(backend: 'cpu' | 'xla', program: Program): Promise<Result[]> {
  await register();
  await tf.setBackend(backend);
  const made = program();
  const tensors = Array.isArray(made) ? made : [made];
  return Promise.all(
    tensors.map(async (tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      values: Array.from(await tensor.data()),
    })),
  );
}

/** Fails where shapes or types differ, or a value by more than `tolerance` of its size. */
export async function assertSame(program: Program, tolerance = 1e-5): Promise<void> {
  const expected = await runOn('cpu', program);
  const actual = await runOn('xla', program);
  assert.equal(actual.length, expected.length);
  expected.forEach(({ shape, dtype, values }, i) => {
    assert.deepEqual(actual[i].shape, shape);
    assert.equal(actual[i].dtype, dtype);
    assertClose(actual[i].values, values, tolerance, `result ${i}`);
  });
}

/** Numbers between -2 and 2 that are the same on every run; none twice in a row. */
export function numbers(shape: number[], seed = 1): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  let state = seed * 2654435761;
  const values = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 4 - 2;
  });
  return tf.tensor(values, shape);
}

export function positive(shape: number[], seed = 1): tf.Tensor {
  return tf.tidy(() => tf.add(tf.abs(numbers(shape, seed)), 0.1));
}

export function integers(shape: number[], below: number, seed = 1): tf.Tensor {
  return tf.tidy(() =>
    tf.cast(tf.mul(tf.div(tf.add(numbers(shape, seed), 2), 4.001), below), 'int32'),
  );
}
