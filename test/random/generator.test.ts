/** The generator gives PyTorch's numbers. Figures: PyTorch 2.15 on x86-64 after `manual_seed(0)`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  defaultGenerator,
  Generator,
  manualSeed,
  RandomError,
  recordStepRandom,
  stepRandom,
} from '../../src/random/index.js';
import '../tensor/cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { assertClose } from '../assert-close.js';

const seeded = () => new Generator(0);

describe('Generator', () => {
  it('draws torch.rand in float32 and in float64', () => {
    assert.deepEqual(
      [...seeded().uniforms(3)],
      [0.49625658988952637, 0.7682217955589294, 0.08847743272781372],
    );
    assert.equal(seeded().randDouble(), 0.9700530018065531);
  });

  it('draws torch.randn of few numbers one by one', () => {
    assert.deepEqual(
      [...seeded().normals(5)],
      [
        1.5409960746765137, -0.293428897857666, -2.1787893772125244, 0.5684312582015991,
        -1.0845223665237427,
      ],
    );
  });

  it('draws torch.randn of 16 and more in blocks, the last one anew', () => {
    const values = seeded().normals(20);
    assertClose(
      [...values.slice(0, 4), ...values.slice(16)],
      [
        -1.1258398294448853, -1.152360200881958, -0.2505785822868347, -0.4338788092136383,
        0.9318265914916992, 1.2590092420578003, 2.0049805641174316, 0.05373690277338028,
      ],
      5e-7,
    );
  });

  it('draws torch.randint by 32 bits, and by 64 where the range is wide', () => {
    assert.deepEqual([...seeded().randints(10, 0, 10)], [4, 9, 3, 0, 3, 9, 7, 3, 7, 3]);
    assert.deepEqual([...seeded().randints(3, -5, 1000)], [999, 334, 768]);
    assert.deepEqual([...seeded().randints(3, 0, 2 ** 28 - 1)], [209652404, 130329144, 118924928]);
    assert.deepEqual([...seeded().randints(3, 0, 2 ** 28)], [130329135, 136432832, 195187451]);
  });

  it('draws torch.randperm', () => {
    const generator = seeded();
    assert.deepEqual([...generator.randperm(5)], [4, 0, 1, 3, 2]);
    assert.deepEqual([...generator.randperm(10)], [3, 7, 5, 6, 2, 8, 1, 9, 4, 0]);
    assert.equal(generator.rand(), 0.16885894536972046);
  });

  it('draws int64 from two draws, the first of which is the high half', () => {
    assert.equal(seeded().randomInt64(), 900450186894289455n);
  });

  it("draws the masks of PyTorch's dropout", () => {
    const mask = [0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0];
    assert.deepEqual([...seeded().bernoulli(20, 0.5)], mask);
  });

  it('rounds uniform numbers of a range as float32 arithmetic does', () => {
    const values = seeded().uniforms(784_000, -0.3, 0.9);
    assert.deepEqual(
      [...values.slice(-3)],
      [0.7793231010437012, 0.3335963487625122, 0.5076451897621155],
    );
  });

  it('goes on from a saved state, the kept normal number included', () => {
    const generator = seeded();
    generator.normals(3);
    const { state } = generator;
    const next = [...generator.normals(3)];
    generator.state = state;
    assert.deepEqual([...generator.normals(3)], next);
  });

  it('counts only the low 32 bits of a seed, as PyTorch does', () => {
    assert.equal(new Generator(2 ** 32 + 7).rand(), new Generator(7).rand());
    assert.equal(new Generator(-1).random(), new Generator(2 ** 32 - 1).random());
  });

  it('refuses what is no seed, size or range', () => {
    assert.throws(() => new Generator(0.5), RandomError);
    assert.throws(() => seeded().randperm(-1), RandomError);
    assert.throws(() => seeded().randints(1, 3, 3), /low 3 and high 3/);
  });
});

describe('stepRandom', () => {
  const draw = () => ({
    shape: [3],
    dtype: 'float32' as const,
    fill: () => manualSeed(0).uniforms(3),
  });

  it('draws at once as long as nothing is recorded', () => {
    assert.deepEqual([...stepRandom(draw()).dataSync()], [...seeded().uniforms(3)]);
  });

  it('gives the placeholder of a recorder and leaves the drawing to it', () => {
    const placeholder = tf.zeros([3]);
    const state = defaultGenerator.state;
    let recorded = 0;
    const given = recordStepRandom(
      (asked) => {
        recorded = asked.shape[0];
        return placeholder;
      },
      () => stepRandom(draw()),
    );
    assert.equal(given, placeholder);
    assert.equal(recorded, 3);
    assert.deepEqual(defaultGenerator.state, state);
  });
});
