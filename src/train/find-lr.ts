/**
 * The learning rate finder: a short training whose learning rate grows from step to step.
 * See Smith 2017, "Cyclical Learning Rates for Training Neural Networks"; fastai: `lr_find`.
 */
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import { type Figure, line } from '../plots/index.js';
import { defaultGenerator } from '../random/index.js';
import { checkOptionNames, onDevice } from '../tensor/index.js';
import { FitError } from './errors.js';
import { checkCriterion, checkModel, checkOptimizer } from './fit-options.js';
import { type PairLoader, pairOf } from './pairs.js';
import { type Criterion, trainStep } from './step.js';

/** Options of {@link findLr}. */
export interface FindLrOptions {
  /** What changes the weights. */
  optimizer: Optimizer;
  /** The loss, as `new nn.CrossEntropyLoss()`. */
  criterion: Criterion;
  /** The first learning rate. Default 1e-6. */
  from?: number;
  /** The last one. Default 10. */
  to?: number;
  /** Default 100. */
  steps?: number;
}

/** What {@link findLr} gives. */
export interface FoundLr {
  /** Where the loss fell fastest; a good first choice. */
  readonly suggestion: number;
  /** The learning rates that were tried, rising. */
  readonly lrs: readonly number[];
  /** The loss of each step, smoothed. */
  readonly losses: readonly number[];
  /** Loss against learning rate. */
  figure(): Figure;
}

/** A loss so many times its best ends the search: from there on it only grows. */
const DIVERGED = 4;
/** How much of the smoothed loss comes from the steps before, as in fastai. */
const SMOOTHING = 0.9;

/**
 * Trains for some steps with a growing learning rate, then puts everything back: weights, optimizer,
 * random numbers.
 * @throws FitError when an option is out of range.
 */
export function findLr(net: Module, loader: PairLoader, options: FindLrOptions): FoundLr {
  checkOptionNames('findLr', options, {
    optimizer: true,
    criterion: true,
    from: true,
    to: true,
    steps: true,
  });
  const { optimizer, criterion, from = 1e-6, to = 10, steps = 100 } = options;
  checkModel('findLr', net);
  checkOptimizer('findLr', optimizer);
  checkCriterion('findLr', criterion);
  if (!(from > 0 && to > from)) {
    throw new FitError(`findLr needs 0 < from < to, got from ${from} and to ${to}.`);
  }
  if (!Number.isInteger(steps) || steps < 10) {
    throw new FitError(`findLr needs a whole number of 10 steps or more, got ${steps}.`);
  }
  const putBack = remember(net, optimizer);
  const lrs: number[] = [];
  const losses: number[] = [];
  try {
    net.train();
    const step = trainStep(net, { criterion, optimizer });
    let smoothed = 0;
    for (const batch of endless(loader)) {
      const [inputs, targets] = pairOf('findLr', batch);
      const lr = from * (to / from) ** (lrs.length / (steps - 1));
      for (const group of optimizer.paramGroups) group.lr = lr;
      const loss = step(inputs, targets)[0].dataSync()[0];
      smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * loss;
      const unbiased = smoothed / (1 - SMOOTHING ** (lrs.length + 1));
      if (!(unbiased < DIVERGED * Math.min(...losses, Infinity))) break;
      lrs.push(lr);
      losses.push(unbiased);
      if (lrs.length === steps) break;
    }
  } finally {
    putBack();
  }
  const figure = () =>
    line(
      { x: lrs, y: losses },
      { title: 'Loss by learning rate', xTitle: 'Learning rate', yTitle: 'Loss', logX: true },
    );
  return { suggestion: steepest(lrs, losses), lrs, losses, figure };
}

/** Where the loss falls fastest by the logarithm of the learning rate. */
function steepest(lrs: readonly number[], losses: readonly number[]): number {
  let best = { slope: 0, lr: lrs[0] };
  for (let i = 1; i < lrs.length - 1; i++) {
    const slope = losses[i + 1] - losses[i - 1];
    if (slope < best.slope) best = { slope, lr: lrs[i] };
  }
  return best.lr;
}

function* endless(loader: PairLoader) {
  for (;;) yield* loader;
}

/** Keeps all that training changes; the result puts it back. */
function remember(net: Module, optimizer: Optimizer): () => void {
  const cells = [...net.cells(), ...optimizer.cells()];
  const values = cells.map((cell) => cell.get().dataSync().slice());
  const lrs = optimizer.paramGroups.map(({ lr }) => lr);
  const { training } = net;
  const random = defaultGenerator.state;
  return () => {
    optimizer.paramGroups.forEach((group, i) => {
      group.lr = lrs[i];
    });
    cells.forEach((cell, i) => {
      const { shape, dtype } = cell.get();
      cell.set(onDevice(values[i], shape, dtype));
    });
    optimizer.zeroGrad();
    net.train(training);
    defaultGenerator.state = random;
  };
}
