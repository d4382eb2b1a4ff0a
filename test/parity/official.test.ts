/**
 * PyTorch's figures of the official MNIST. Random numbers and initial weights need no data; the losses
 * need the first 10,000 training images in their order, which users don't have: those tests exist where
 * GRADBOOK_GOLDEN_DIR names a folder with `data/mnist`.
 */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import * as optim from '../../src/optim/index.js';
import { epochOrder, manualSeed } from '../../src/random/index.js';
import { onFlush } from '../../src/tensor/index.js';
import { flush, register } from '../../src/xla/index.js';
import { assertLossesAgree, assertStartsAlike } from './compare.js';
import { type Digits, type GoldenRun, officialGoldens } from './golden.js';
import { cnn, mlp, type RunOptions, train } from './train.js';

const goldens = officialGoldens();

/** `fc1` and `fc2` of the golden model are layers 1 and 3 of ours. */
function renamed(golden: GoldenRun): GoldenRun {
  const initial = Object.fromEntries(
    Object.entries(golden.initial).map(([key, values]) => [
      key.replace('fc1', '1').replace('fc2', '3'),
      values,
    ]),
  );
  return { ...golden, initial };
}

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
    ['MLP', mlp, renamed(goldens.mlp_sgd_momentum)],
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
    const order = epochOrder(10_000, true);
    assert.equal(new Set(order).size, 10_000);
  });
});

const folder = process.env.GRADBOOK_GOLDEN_DIR;
const data = folder === undefined ? undefined : path.join(folder, 'data', 'mnist');
if (data !== undefined && existsSync(data)) {
  await register();
  await tf.setBackend('xla');
  onFlush(flush);
  const digits = readDigits(data);
  const sgd: RunOptions['optimizer'] = (p) => new optim.SGD(p, { lr: 0.01, momentum: 0.9 });
  const runs: [
    name: string,
    golden: GoldenRun,
    options: Omit<RunOptions, 'steps'>,
    tolerance: number,
  ][] = [
    ['SGD with momentum', renamed(goldens.mlp_sgd_momentum), { net: mlp, optimizer: sgd }, 1e-5],
    [
      'Adam',
      renamed(goldens.mlp_adam),
      { net: mlp, optimizer: (p) => new optim.Adam(p, { lr: 1e-3 }) },
      1e-5,
    ],
    [
      'AdamW',
      renamed(goldens.mlp_adamw_nesterov_step.adamw),
      { net: mlp, optimizer: (p) => new optim.AdamW(p, { lr: 1e-3 }) },
      1e-5,
    ],
    ['CNN with batch norm', goldens.cnn_batchnorm_sgd, { net: cnn, optimizer: sgd }, 1e-3],
  ];
  describe('On the official MNIST, from seed 0', () => {
    for (const [name, golden, options, tolerance] of runs) {
      it(`the losses of the first steps are PyTorch's: ${name}`, () => {
        const run = train(digits, { ...options, steps: golden.step_loss.length });
        assertStartsAlike(run, golden);
        assertLossesAgree(run, golden, tolerance);
      });
    }

    it("the mean losses of two epochs are PyTorch's: SGD with Nesterov and StepLR", () => {
      const golden = renamed(goldens.mlp_adamw_nesterov_step.sgd_nesterov_steplr);
      const steps = Math.ceil(digits.labels.length / 64);
      const run = train(digits, {
        net: mlp,
        optimizer: (p) =>
          new optim.SGD(p, { lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
        scheduler: (optimizer) => new optim.StepLR(optimizer, { stepSize: 1, gamma: 0.1 }),
        steps: 2 * steps,
      });
      assertStartsAlike(run, golden);
      assertLossesAgree(run, golden, 1e-5);
      epochMeans(run.stepLoss, steps).forEach((mean, epoch) => {
        const expected = golden.epoch_loss?.[epoch] ?? Number.NaN;
        assert.ok(
          Math.abs(mean / expected - 1) < 1e-5,
          `epoch ${epoch}: ${mean}, in PyTorch ${expected}`,
        );
      });
    });
  });
}

/** The means of each epoch's losses, of `steps` each. */
function epochMeans(losses: readonly number[], steps: number): number[] {
  const means: number[] = [];
  for (let i = 0; i + steps <= losses.length; i += steps) {
    means.push(losses.slice(i, i + steps).reduce((sum, loss) => sum + loss, 0) / steps);
  }
  return means;
}

function readDigits(from: string): Digits {
  const read = (name: string) => gunzipSync(readFileSync(path.join(from, name)));
  const images = read('train10k-images-idx3-ubyte.gz').subarray(16);
  const labels = read('train10k-labels-idx1-ubyte.gz').subarray(8);
  const normal = (pixel: number) => Math.fround(Math.fround(pixel / 255) - 0.5) / 0.5;
  return { images: Float32Array.from(images, normal), labels: Int32Array.from(labels) };
}
