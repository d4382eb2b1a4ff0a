/** In which order the factors of a product are taken, and that each order gives the same numbers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { Value } from '../../src/xla/graph/emitter.js';
import { StableHlo } from '../../src/xla/graph/stablehlo.js';
import { assertSame, numbers } from './both-backends.js';

const INNER = 64;
const matrix = (name: string, ...shape: [number, number]): Value => ({ name, type: 'f32', shape });

/** The product as it is written, without its types. */
function written(
  a: Value,
  b: Value,
  axes: readonly [number, number],
  { platform = 'cpu', turn = (_: StableHlo, x: Value) => x } = {},
): string | undefined {
  const hlo = new StableHlo(platform);
  const [left, right] = axes;
  const product = hlo.dot(turn(hlo, a), b, { contract: [[left], [right]] });
  return /dot_general (.*? x \[\d\])/.exec(hlo.main([], [product]))?.[1];
}

describe('the order of factors', () => {
  const weights = matrix('%w', 100, INNER);

  test('takes a layer’s weights first where they are more than the samples', () => {
    const few = matrix('%x', 8, INNER);
    assert.equal(written(few, weights, [1, 1]), '%w, %x, contracting_dims = [1] x [1]');
  });

  test('takes them second for many samples, and for one', () => {
    for (const rows of [1, 100]) {
      const x = matrix('%x', rows, INNER);
      assert.equal(written(x, weights, [1, 1]), '%x, %w, contracting_dims = [1] x [1]');
    }
  });

  test('takes weights second that lie transposed', () => {
    const turned = matrix('%w', INNER, 100);
    const few = matrix('%x', 8, INNER);
    assert.equal(written(few, turned, [1, 0]), '%x, %w, contracting_dims = [1] x [0]');
  });

  test('makes a tall gradient of a wide product, and no other', () => {
    const gradient = (rows: number) =>
      written(matrix('%a', INNER, rows), matrix('%b', INNER, 20), [0, 0]);
    assert.equal(gradient(40), '%b, %a, contracting_dims = [0] x [0]');
    assert.equal(gradient(39), '%a, %b, contracting_dims = [0] x [0]');
  });

  test('is the one that was asked for on a GPU', () => {
    const platform = 'cuda';
    assert.match(
      written(matrix('%x', 8, INNER), weights, [1, 1], { platform }) ?? '',
      /^%x, %w, contracting_dims = \[1\] x \[1\]/,
    );
    assert.match(
      written(matrix('%a', INNER, 40), matrix('%b', INNER, 20), [0, 0], { platform }) ?? '',
      /^%a, %b, /,
    );
  });

  test('sees through a transpose', () => {
    const turn = (hlo: StableHlo, x: Value) => hlo.transpose(x, [1, 0]);
    assert.equal(
      written(matrix('%x', INNER, 8), weights, [1, 1], { turn }),
      '%w, %x, contracting_dims = [1] x [0]',
    );
  });
});

describe('each order gives the numbers of backend cpu', () => {
  for (const [rows, columns] of [
    [2, 30],
    [30, 2],
    [20, 20],
    [1, 30],
  ]) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ]) {
      const title = `${rows} x ${columns}, transposed: ${transposeA}, ${transposeB}`;
      const a = () => numbers(transposeA ? [9, rows] : [rows, 9]);
      const b = () => numbers(transposeB ? [columns, 9] : [9, columns], 2);
      test(title, () => assertSame(() => tf.matMul(a(), b(), transposeA, transposeB)));
      test(`${title}, of transposed factors`, () =>
        assertSame(() =>
          tf.matMul(tf.transpose(a()), tf.transpose(b()), !transposeA, !transposeB),
        ));
    }
  }
});
