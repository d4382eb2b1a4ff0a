/** Random programs of TensorFlow.js: backend `xla` gives what backend `cpu` gives. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
// Registers the rules of differentiation, which tfjs-core alone doesn't.
import '../../src/tensor/index.js';
import '@tensorflow/tfjs-backend-cpu';
import { register } from '../../src/xla/index.js';
import { randomGraph } from './random-graph.js';
import type { Soak } from './soak.js';

/** Graphs that become one program: compiling takes most of the time. */
const TOGETHER = 20;
/** Of the largest number of a result. */
const TOLERANCE = 2e-5;

export const graphs: Soak = {
  name: 'graphs',
  turns: 100_000,
  async run(turns, seed) {
    await register();
    const first = seed * 1_000_000;
    for (let turn = 0; turn < turns; turn += TOGETHER) {
      const seeds = Array.from(
        { length: Math.min(TOGETHER, turns - turn) },
        (_, i) => first + turn + i,
      );
      const expected = resultsOn('cpu', seeds);
      const actual = resultsOn('xla', seeds);
      for (const [i, one] of seeds.entries()) assertSame(one, actual[i], expected[i]);
    }
    return [{ name: 'tensors left', value: tf.memory().numTensors, most: 0 }];
  },
};

interface Results {
  readonly text: string;
  readonly values: readonly {
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly data: ArrayLike<number>;
  }[];
}

function resultsOn(backend: 'cpu' | 'xla', seeds: readonly number[]): Results[] {
  tf.setBackend(backend);
  tf.engine().startScope();
  const all = seeds.map((seed) => tf.tidy(() => randomGraph(seed)));
  const results = all.map(({ text, results }) => ({
    text,
    values: results.map((one) => ({ shape: one.shape, dtype: one.dtype, data: one.dataSync() })),
  }));
  tf.engine().endScope();
  return results;
}

function assertSame(seed: number, actual: Results, expected: Results): void {
  assert.equal(actual.text, expected.text, `seed ${seed}`);
  expected.values.forEach(({ shape, dtype, data }, i) => {
    const found = actual.values[i];
    assert.deepEqual(
      [found.shape, found.dtype],
      [shape, dtype],
      `seed ${seed}, v${i}\n${expected.text}`,
    );
    const largest = Array.from(data).reduce((most, one) => Math.max(most, Math.abs(one)), 1);
    for (let j = 0; j < data.length; j++) {
      const isSame =
        Object.is(found.data[j], data[j]) ||
        Math.abs(found.data[j] - data[j]) <= TOLERANCE * largest;
      assert.ok(
        isSame,
        `seed ${seed}, v${i} at ${j}: ${found.data[j]} for ${data[j]}\n${expected.text}`,
      );
    }
  });
}
