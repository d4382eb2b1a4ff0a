/** Products are of float32 on every platform: GPUs would round to 10 bits unless they are asked not to. Sums are exact. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { StableHlo } from '../../src/xla/graph/stablehlo.js';
import { PjrtClient } from '../../src/xla/pjrt/index.js';
import { assertSame } from './both-backends.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
after(() => client.close());

/** A product and a convolution, as they are written for a platform. */
function programFor(platform: string): string {
  const hlo = new StableHlo(platform);
  const argument = (name: string, shape: number[]) => ({ name, type: 'f32', shape }) as const;
  const [a, b] = [argument('%a', [2, 3]), argument('%b', [3, 4])];
  const [x, filter] = [argument('%x', [1, 4, 4, 1]), argument('%f', [3, 3, 1, 2])];
  const product = hlo.dot(a, b, { contract: [[1], [0]] });
  const numbers = {
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    filterDilations: [1, 1],
  } as const;
  const convolved = hlo.convolution(x, filter, numbers, [1, 2, 2, 2]);
  const args = [a, b, x, filter].map((value) => ({ value, result: undefined }));
  return hlo.main(args, [product, convolved]);
}

test('a GPU is asked for float32 products, and the program is one that XLA takes', () => {
  const text = programFor('cuda');
  assert.equal(text.match(/HIGHEST>?, (#stablehlo<precision )?HIGHEST/g)?.length, 2);
  const ones = (shape: number[]) => {
    const size = shape.reduce((product, one) => product * one, 1);
    return client.bufferFromHost(new Float32Array(size).fill(1), shape, 'f32');
  };
  const args = [
    [2, 3],
    [3, 4],
    [1, 4, 4, 1],
    [3, 3, 1, 2],
  ].map(ones);
  const [product, convolved] = client.compile(text).execute(args);
  assert.deepEqual([...new Float32Array(product.copyToHostSync())], new Array(8).fill(3));
  assert.deepEqual([...new Float32Array(convolved.copyToHostSync())], new Array(8).fill(9));
});

test('the CPU needs no asking', () => {
  assert.doesNotMatch(programFor('cpu'), /HIGHEST/);
});

test('sums over pictures lose no digits, however many numbers they add', async () => {
  const shape = [64, 24, 24, 64];
  const tenths = new Float32Array(tf.util.sizeFromShape(shape)).fill(0.1);
  await assertSame(() => tf.sum(tf.tensor(tenths, shape), [0, 1, 2]), 1e-6);
});
