/**
 * Training on the official MNIST gives PyTorch's figures, by hand and by `fit`. It needs the first 10,000 training
 * images in their order, which users don't have: the tests exist where GRADBOOK_GOLDEN_DIR names a folder with
 * `data/mnist`.
 *
 * Rounding grows until no float32 run tells the exact figures. Measured with PyTorch 2.15 on one machine, with one to
 * four threads and with other instruction sets of PyTorch, MKL and oneDNN, which stand for other processors:
 *
 * - The first 50 losses of the MLPs are within 3e-7 of the golden ones; Gradbook's within 4e-7.
 * - The means of epochs 4 and 5 of SGD are off by up to 5.9e-4 and 8.7e-4; PyTorch's in float64 by 1.9e-3 and 1.4e-3;
 *   Gradbook's by 1.4e-4 and 1.0e-3. The first three epochs agree to 3e-5, the accuracies to 0.0006.
 * - The losses of the CNN are off by up to 2.2e-4, the first of more than 1e-5 being the 27th: the sign of a number
 *   before a ReLU tips. Of the seeds 0 to 7 PyTorch's float32 runs are off from its float64 runs by 1.2e-4 to 1.1e-3;
 *   Gradbook's by 7e-7 at most, except from the seeds 0 (9e-5, after the 45th loss) and 3 (1.2e-3), where a sign tips too.
 *   So Gradbook's losses are held to those of float64.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import * as optim from '../../src/optim/index.js';
import { assertLossesAgree, assertStartsAlike } from './compare.js';
import { type Digits, float64Losses, type GoldenRun, officialGoldens } from './golden.js';
import { onEngine } from './on-engine.js';
import { cnn, mlp, type RunOptions, train, WAYS } from './train.js';

interface Training extends Omit<RunOptions, 'steps'> {
  readonly golden: GoldenRun;
  readonly epochs: number;
  /** Where the training ends within an epoch. */
  readonly maxSteps?: number;
  /** How many of the golden losses are right to 1e-5. Default: all 50. */
  readonly exact?: number;
}

const goldens = officialGoldens();
const { adamw, sgd_nesterov_steplr } = goldens.mlp_adamw_nesterov_step;
const sgd: RunOptions['optimizer'] = (p) => new optim.SGD(p, { lr: 0.01, momentum: 0.9 });

const trainings: Record<string, Training> = {
  'SGD with momentum': { golden: goldens.mlp_sgd_momentum, epochs: 5, net: mlp, optimizer: sgd },
  Adam: {
    golden: goldens.mlp_adam,
    epochs: 1,
    net: mlp,
    optimizer: (p) => new optim.Adam(p, { lr: 1e-3 }),
  },
  AdamW: {
    golden: adamw,
    epochs: 1,
    net: mlp,
    optimizer: (p) => new optim.AdamW(p, { lr: 1e-3 }),
  },
  'SGD with Nesterov and StepLR': {
    golden: sgd_nesterov_steplr,
    epochs: 2,
    net: mlp,
    optimizer: (p) =>
      new optim.SGD(p, { lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
    scheduler: (optimizer) => new optim.StepLR(optimizer, 1, { gamma: 0.1 }),
  },
  'CNN with batch norm': {
    golden: goldens.cnn_batchnorm_sgd,
    epochs: 1,
    maxSteps: 60,
    exact: 26,
    net: cnn,
    optimizer: sgd,
  },
};

/** Seeds, and how far a loss may be off, relatively. */
const FLOAT64 = [
  [0, 1e-4],
  [1, 2e-6],
  [2, 2e-6],
] as const;

const folder = process.env.GRADBOOK_GOLDEN_DIR;
const data = folder === undefined ? undefined : path.join(folder, 'data', 'mnist');
if (data !== undefined && existsSync(data)) {
  await onEngine();
  const [digits, test] = [readDigits(data, 'train10k'), readDigits(data, 't10k')];
  describe("On the official MNIST, from seed 0, PyTorch's first losses, epochs' means and accuracy", () => {
    for (const [name, training] of Object.entries(trainings)) {
      const { golden, epochs, maxSteps, exact, ...options } = training;
      for (const way of WAYS) {
        it(`${name}, ${way}`, async () => {
          const stepsPerEpoch = maxSteps ?? Math.ceil(digits.labels.length / 64);
          const steps = epochs * stepsPerEpoch;
          const run = await train(digits, { ...options, steps, test }, way);
          assertStartsAlike(run, golden);
          assertLossesAgree(run, { ...golden, step_loss: golden.step_loss.slice(0, exact) }, 1e-5);
          assertLossesAgree(run, golden, 5e-4);
          assertMeansAgree(epochMeans(run.stepLoss, stepsPerEpoch, epochs), golden.epoch_loss);
          // `fit` stops with a piece, so after more steps than the golden run.
          if (run.stepLoss.length > steps) return;
          const difference = Math.abs((run.testAccuracy ?? 0) - (golden.test_accuracy ?? 0));
          assert.ok(
            difference <= 0.001,
            `accuracy ${run.testAccuracy}, not ${golden.test_accuracy}`,
          );
        });
      }
    }
  });
  describe("The CNN's first losses are those of PyTorch in float64", () => {
    for (const [seed, tolerance] of FLOAT64) {
      it(`from seed ${seed}`, async () => {
        const losses = float64Losses()[seed];
        const options = { net: cnn, optimizer: sgd, seed, steps: losses.length };
        const { stepLoss } = await train(digits, options, 'by hand');
        const errors = losses.map((loss, i) => Math.abs(stepLoss[i] / loss - 1));
        assert.ok(Math.max(...errors) <= tolerance, `the losses differ by ${Math.max(...errors)}`);
      });
    }
  });
}

/** The first three epochs to 1e-4, later ones as far as PyTorch agrees with itself in float64. */
function assertMeansAgree(means: readonly number[], expected: readonly number[] = []): void {
  assert.equal(means.length, expected.length);
  for (const [epoch, mean] of means.entries()) {
    const error = Math.abs(mean / expected[epoch] - 1);
    const most = epoch < 3 ? 1e-4 : 2e-3;
    assert.ok(error <= most, `epoch ${epoch}: ${mean}, in PyTorch ${expected[epoch]}`);
  }
}

function epochMeans(losses: readonly number[], steps: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const own = losses.slice(epoch * steps, (epoch + 1) * steps);
    return own.reduce((sum, loss) => sum + loss, 0) / steps;
  });
}

function readDigits(from: string, part: string): Digits {
  const read = (name: string) =>
    gunzipSync(readFileSync(path.join(from, `${part}-${name}-ubyte.gz`)));
  const images = read('images-idx3').subarray(16);
  const labels = read('labels-idx1').subarray(8);
  const normal = (pixel: number) => Math.fround(Math.fround(pixel / 255) - 0.5) / 0.5;
  return { images: Float32Array.from(images, normal), labels: Int32Array.from(labels) };
}
