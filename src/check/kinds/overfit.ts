/** A model that can learn at all fits one batch. What the check trains is put back. */
import type { Module } from '../../nn/index.js';
import { Adam } from '../../optim/index.js';
import { flush, openIteration } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import type { Criterion } from '../../train/index.js';
import { figureText, type PlannedCheck } from '../plan.js';
import { keepingModel } from './kept-model.js';
import { firstBatch, type Subject } from './model.js';

/** How one batch is learnt by heart. */
export interface OverfitCheck {
  /** Makes a model to train. Default: the model itself, from the weights that it has. */
  readonly fresh?: () => Module;
  /** Default 300. */
  readonly steps?: number;
  /** Of Adam. Default 1e-3. */
  readonly lr?: number;
  /** Where the loss must come. Default 0.05. */
  readonly lossAtMost?: number;
}

/** How often the loss is read; reading it makes the device wait. */
const READ_EVERY = 10;

export function overfitCheck(
  options: OverfitCheck,
  subject: Subject,
  criterion: Criterion,
): PlannedCheck {
  const { fresh, steps, lr, lossAtMost } = withDefaults('check: overfit', options, {
    fresh: undefined,
    steps: 300,
    lr: 1e-3,
    lossAtMost: 0.05,
  });
  return {
    kind: 'overfit',
    name: 'overfits one batch',
    make() {
      const [inputs, targets] = firstBatch(subject);
      const net = fresh?.() ?? subject.net;
      return keepingModel(net, () => {
        net.train();
        // What is dropped at random can't be learnt by heart.
        for (const module of net.modules()) {
          if (/Dropout/.test(module.constructor.name)) module.eval();
        }
        const optimizer = new Adam(net.parameters(), { lr });
        let loss = Number.POSITIVE_INFINITY;
        let step = 0;
        while (step < steps && !(loss <= lossAtMost)) {
          const iteration = openIteration();
          try {
            optimizer.zeroGrad();
            const current = criterion(net(inputs), targets);
            current.backward();
            optimizer.step();
            step++;
            if (step % READ_EVERY === 0 || step === 1 || step === steps) loss = current.item();
          } finally {
            iteration.end();
          }
        }
        flush();
        return {
          passed: loss <= lossAtMost,
          found: `loss ${figureText(loss)} after ${step} steps`,
          wanted: `at most ${figureText(lossAtMost)} within ${steps} steps`,
        };
      });
    },
  };
}
