/** Transposes that meet are never computed, and what was moved before them gives the same numbers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { StableHlo } from '../../src/xla/graph/stablehlo.js';
import { assertSame, numbers, type Program } from './both-backends.js';

/** A picture with channels first, and one to go with it. */
const first = () => tf.transpose(numbers([2, 3, 4, 5]), [0, 3, 1, 2]);
const second = () => tf.transpose(numbers([2, 3, 4, 5], 2), [0, 3, 1, 2]);
const last = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]);

const programs: Record<string, Program> = {
  'an activation between two transposes': () => [last(tf.relu(first())), tf.relu(first())],
  'operands that were transposed alike': () => last(tf.mul(first(), second())),
  'operands that were transposed otherwise': () =>
    tf.add(first(), tf.transpose(numbers([3, 2, 4, 5]), [1, 3, 0, 2])),
  'an operand that was not transposed': () => last(tf.sub(first(), numbers([2, 5, 3, 4], 3))),
  'a vector of the channels': () => last(tf.mul(first(), numbers([5, 1, 1], 3))),
  'a matrix over two axes, which swap': () => {
    const x = tf.transpose(numbers([4, 3, 2]), [2, 1, 0]);
    return tf.transpose(tf.add(x, numbers([3, 4], 2)), [2, 1, 0]);
  },
  comparisons: () => tf.where(tf.greater(first(), 0), second(), tf.zerosLike(first())),
  'masks as numbers': () => last(tf.cast(tf.less(first(), second()), 'float32')),
  'sums over axes': () =>
    [[0], [1], [0, 2, 3], [1, 2], [0, 1, 2, 3]].map((axes) => tf.sum(first(), axes)),
  'a maximum over axes': () => tf.max(tf.transpose(numbers([4, 3, 2, 6]), [3, 1, 0, 2]), [1, 3]),
  'two transposes that make a third': () => tf.transpose(first(), [1, 0, 3, 2]),
};

describe('transposes', () => {
  for (const [title, program] of Object.entries(programs)) {
    test(`${title}: equals backend cpu`, () => assertSame(program));
  }

  test('cancel each other through what lies between', () => {
    const hlo = new StableHlo('cpu');
    const x = { name: '%x', type: 'f32', shape: [2, 3, 4, 5] } as const;
    const turned = hlo.transpose(x, [0, 3, 1, 2]);
    const scale = hlo.broadcastAlong({ name: '%s', type: 'f32', shape: [5] }, turned.shape, [1]);
    const isPositive = hlo.compare('GT', hlo.unary('tanh', hlo.multiply(turned, scale)), 0);
    const zeros = hlo.constant(0, 'f32', turned.shape);
    const back = hlo.transpose(hlo.select(isPositive, turned, zeros), [0, 2, 3, 1]);
    const main = hlo.main([], [back]);
    const written = main.split('\n').find((line) => line.includes(`${back.name} =`));
    assert.match(written ?? '', /select .*%x, /);
  });

  test('in a loop are not taken for those of the values before it', () => {
    const hlo = new StableHlo('cpu');
    const x = hlo.transpose({ name: '%x', type: 'f32', shape: [2, 3] }, [1, 0]);
    const [end] = hlo.while(
      [x],
      () => hlo.constant(0, 'i1'),
      ([value]) => [hlo.add(value, 1)],
    );
    assert.match(hlo.main([], [hlo.transpose(end, [1, 0])]), /transpose %\d+#0/);
  });
});
