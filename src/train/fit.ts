/** `fit`: the training loop in one line. Reads from top to bottom like the loop that it replaces. */
import * as tf from '@tensorflow/tfjs-core';
import type { DataLoader } from '../data/index.js';
import { throwIfInterrupted } from '../interrupt.js';
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { CaptureError } from '../xla/index.js';
import type { Callback, Run } from './callback.js';
import { compileEpoch } from './compiled.js';
import { type Epoch, stepByStep } from './epoch.js';
import { FitError } from './errors.js';
import type { EpochRecord, History, Mode } from './history.js';
import { progress } from './progress.js';
import { type Criterion, type TrainStep, trainStep } from './step.js';
import { validate } from './validate.js';

export interface FitOptions {
  epochs: number;
  optimizer: Optimizer;
  /** `(outputs, targets) -> loss []`, as `new nn.CrossEntropyLoss()`. */
  criterion: Criterion;
  /** Measured after each epoch. */
  validation?: DataLoader;
  /** Stepped after each epoch, as `new optim.StepLR(optimizer, { stepSize: 2 })`. */
  scheduler?: { step(): void };
  /** By default one line is printed for each epoch; `[]` prints nothing. */
  callbacks?: readonly Callback[];
}

/**
 * Trains `net` in place and gives the run's history.
 *
 * Many steps run as one program where the engine is XLA and the data lies on the device; else each
 * step runs by itself, and `history.mode` says why. The numbers are the same either way.
 *
 * @throws FitError when an option can't be used.
 */
export async function fit(net: Module, loader: DataLoader, options: FitOptions): Promise<History> {
  check(loader, options);
  const { epochs, optimizer, criterion, validation, scheduler } = options;
  const callbacks = options.callbacks ?? [progress()];
  const wasTraining = net.training;
  net.train();

  const {
    epoch: runEpoch,
    mode,
    dispose,
  } = plan(net, loader, trainStep(net, criterion, optimizer), optimizer);
  const history: History = { epochs: [], stepLosses: [], mode };
  const run = startRun(epochs, loader.length, history);
  try {
    await tell(callbacks, (c) => c.onStart?.(run));
    for (let epoch = 1; epoch <= epochs && !run.stopped; epoch++) {
      const lr = optimizer.paramGroups[0].lr;
      const { loss, seconds } = await trainEpoch(runEpoch, run, callbacks);
      const record: EpochRecord = { epoch, loss, lr, seconds };
      if (validation) Object.assign(record, validate(net, validation, criterion));
      history.epochs.push(record);
      scheduler?.step();
      await tell(callbacks, (c) => c.onEpochEnd?.(run, record));
    }
    await tell(callbacks, (c) => c.onEnd?.(run));
    return history;
  } finally {
    dispose();
    net.train(wasTraining);
  }
}

async function trainEpoch(runEpoch: Epoch, run: StoppableRun, callbacks: readonly Callback[]) {
  const { stepLosses } = run.history;
  const first = stepLosses.length;
  const start = performance.now();
  for await (const losses of runEpoch()) {
    stepLosses.push(...losses);
    await tell(callbacks, (c) => c.onSteps?.(run, losses));
    throwIfInterrupted();
    if (run.stopped) break;
  }
  const mine = stepLosses.slice(first);
  return {
    loss: mine.reduce((sum, loss) => sum + loss, 0) / mine.length,
    seconds: (performance.now() - start) / 1000,
  };
}

interface Plan {
  epoch: Epoch;
  mode: Mode;
  dispose(): void;
}

/** Many steps in one program where that is possible, else step by step, with the reason. */
function plan(net: Module, loader: DataLoader, step: TrainStep, optimizer: Optimizer): Plan {
  const oneByOne = (why: string): Plan => ({
    epoch: stepByStep(loader, step),
    mode: { kind: 'step by step', why },
    dispose() {},
  });
  if (tf.getBackend() !== 'xla') return oneByOne(`the backend is '${tf.getBackend()}', not 'xla'`);
  const data = loader.resident();
  if (data === undefined) return oneByOne('the dataset does not lie on the device as a whole');
  try {
    const state = [...net.cells(), ...optimizer.cells()];
    return { ...compileEpoch(data, step, optimizer, state), mode: { kind: 'compiled' } };
  } catch (error) {
    if (error instanceof CaptureError) return oneByOne(error.message);
    throw error;
  }
}

type StoppableRun = Run & { readonly stopped: boolean };

function startRun(epochs: number, stepsPerEpoch: number, history: History): StoppableRun {
  let reason: string | undefined;
  return {
    epochs,
    stepsPerEpoch,
    history,
    stop(why) {
      reason ??= why;
      console.log(`fit stops: ${why}`);
    },
    get stopped() {
      return reason !== undefined;
    },
  };
}

async function tell(
  callbacks: readonly Callback[],
  event: (callback: Callback) => void | Promise<void>,
): Promise<void> {
  for (const callback of callbacks) await event(callback);
}

function check(loader: DataLoader, { epochs, optimizer, criterion }: FitOptions): void {
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new FitError(`fit: epochs must be a whole number above 0, got ${epochs}.`);
  }
  if (loader.length === 0) {
    throw new FitError(
      'fit: the loader gives no batch. Is batchSize larger than the dataset, with dropLast?',
    );
  }
  if (typeof optimizer?.step !== 'function') {
    throw new FitError(
      'fit: pass an optimizer, as in { optimizer: new optim.SGD(net.parameters(), { lr: 0.01 }) }.',
    );
  }
  if (typeof criterion !== 'function') {
    throw new FitError('fit: pass a criterion, as in { criterion: new nn.CrossEntropyLoss() }.');
  }
}
