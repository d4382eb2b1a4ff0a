/** Matrices that a loop carries transposed: which they are, and that the loop gives what its steps give. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Value } from '../../src/xla/graph/emitter.js';
import { StableHlo } from '../../src/xla/graph/stablehlo.js';
import { compileLoop, register } from '../../src/xla/index.js';
import { turnedOf } from '../../src/xla/loop/turned-cells.js';
import { assertClose } from '../assert-close.js';
import { numbers } from './both-backends.js';
import { Held } from './held.js';

const [OUT, IN, BATCH] = [128, 160, 4];

describe('what is carried transposed', () => {
  const weights: Value = { name: '%w', type: 'f32', shape: [OUT, IN] };
  const momentum: Value = { name: '%m', type: 'f32', shape: [OUT, IN] };
  const rows: Value = { name: '%x', type: 'f32', shape: [BATCH, IN] };
  const gradient: Value = { name: '%g', type: 'f32', shape: [BATCH, OUT] };
  const forward = (hlo: StableHlo) => hlo.dot(rows, weights, { contract: [[1], [1]] });
  const update = (hlo: StableHlo) => hlo.subtract(weights, hlo.multiply(momentum, 0.9));
  const turned = (write: (hlo: StableHlo) => void) => {
    const hlo = new StableHlo('cpu');
    write(hlo);
    return [...turnedOf(hlo, [weights, momentum])].map(({ name }) => name);
  };

  test('weights whose products run over their last axis, and their momentum', () => {
    const names = turned((hlo) => [forward(hlo), update(hlo)]);
    assert.deepEqual(names, ['%w', '%m']);
  });

  test('not weights whose products run over the first axis too, as on the way back to a layer before', () => {
    const names = turned((hlo) => {
      forward(hlo);
      update(hlo);
      hlo.dot(gradient, weights, { contract: [[1], [0]] });
    });
    assert.deepEqual(names, ['%m']);
  });

  test('nothing that no product runs over', () => {
    assert.deepEqual(
      turned((hlo) => update(hlo)),
      [],
    );
  });

  test('not what rows are taken of', () => {
    const names = turned((hlo) => {
      forward(hlo);
      hlo.take(weights, { name: '%i', type: 'i32', shape: [2] }, 0);
    });
    assert.deepEqual(names, ['%m']);
  });

  test('the gradient of such weights is written transposed, so that it meets them untransposed', () => {
    const hlo = new StableHlo('cpu');
    hlo.turnGradients(weights.shape);
    const carried = hlo.transpose({ name: '%c', type: 'f32', shape: [IN, OUT] }, [1, 0]);
    const dWeights = hlo.dot(gradient, rows, { contract: [[0], [0]] });
    const next = hlo.transpose(hlo.subtract(carried, dWeights), [1, 0]);
    assert.deepEqual(next.shape, [IN, OUT]);
    const lines = hlo.main([], [next]).split('\n');
    const written = lines.find((line) => line.includes(`${next.name} =`)) ?? '';
    const product = lines.find((line) => line.includes('dot_general')) ?? '';
    assert.match(product, /dot_general %x, %g, contracting_dims = \[0\] x \[0\]/);
    assert.match(written, /subtract %c, /);
  });
});

describe('a loop over a layer', () => {
  before(async () => {
    await register();
    await tf.setBackend('xla');
  });

  /** Gradient descent with momentum on the sum of squares of x W^T; the way back to x too where that is asked for. */
  function layer(wayBack: boolean) {
    const weights = new Held(tf.mul(numbers([OUT, IN]), 0.1));
    const momentum = new Held(tf.zeros([OUT, IN]));
    const step = (x: tf.Tensor): tf.Tensor[] => {
      const w = weights.tensor;
      const y = tf.matMul(x, w, false, true);
      const dx = wayBack ? tf.sum(tf.matMul(y, w)) : tf.scalar(0);
      const gradient = tf.matMul(y, x, true);
      momentum.tensor = tf.add(tf.mul(momentum.tensor, 0.9), gradient);
      weights.tensor = tf.sub(w, tf.mul(momentum.tensor, 1e-3));
      return [tf.sum(tf.square(y)), dx];
    };
    return { weights, momentum, step };
  }

  for (const wayBack of [false, true]) {
    const title = wayBack ? ' that is also differentiated by its input' : '';
    test(`gives what its steps give, for a layer${title}`, () => {
      const steps = 3;
      const xs = tf.mul(numbers([steps, BATCH, IN], 2), 0.1);
      const single = layer(wayBack);
      const expected = tf.unstack(xs).map((x) => single.step(x).map((y) => y.dataSync()[0]));
      const { weights, momentum, step } = layer(wayBack);
      const loop = compileLoop({
        capacity: steps,
        state: [weights, momentum],
        step: (slice) => step(slice([BATCH, IN], 'float32')),
      });
      const results = loop.run(steps, [xs]).map((result) => result.dataSync());
      expected.forEach((values, i) => {
        assertClose(
          results.map((column) => column[i]),
          values,
          1e-5,
        );
      });
      for (const [is, was] of [
        [weights, single.weights],
        [momentum, single.momentum],
      ]) {
        assertClose(is.tensor.dataSync(), was.tensor.dataSync(), 1e-5);
      }
      loop.dispose();
    });
  }
});
