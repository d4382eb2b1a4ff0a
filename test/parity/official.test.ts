/** Random numbers and initial weights after `manualSeed(0)` are PyTorch's. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RandomSampler } from '../../src/data/index.js';
import { drawBaseSeed, manualSeed } from '../../src/random/index.js';
import { officialGoldens } from './golden.js';
import { cnn, mlp } from './train.js';

const goldens = officialGoldens();

describe('After manualSeed(0), as PyTorch', () => {
  it('rand gives the same numbers', () => {
    assert.deepEqual([...manualSeed(0).uniforms(10)], goldens.rand);
  });

  it('randperm gives the same order', () => {
    assert.deepEqual([...manualSeed(0).randperm(20)], goldens.randperm20);
  });

  it('a permutation split at 80 gives the parts of random_split', () => {
    const order = manualSeed(0).randperm(100);
    const [first, second] = goldens.random_split_100_80_20;
    assert.deepEqual([...order.slice(0, 20)], first);
    assert.deepEqual([...order.slice(80, 90)], second);
  });

  for (const [name, net, golden] of [
    ['MLP', mlp, goldens.mlp_sgd_momentum],
    ['CNN', cnn, goldens.cnn_batchnorm_sgd],
  ] as const) {
    it(`the ${name} starts with the same weights`, () => {
      manualSeed(0);
      const initial = net()
        .namedParameters()
        .map(([key, value]) => [key, [...value.dataSync().slice(0, 8)]]);
      assert.deepEqual(Object.fromEntries(initial), golden.initial);
    });
  }

  it("the loader's permutation comes after the weights", () => {
    manualSeed(0);
    mlp();
    drawBaseSeed();
    const order = new RandomSampler({ length: 10_000 });
    assert.equal(new Set(order).size, 10_000);
  });
});
