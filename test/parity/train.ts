/** The trainings of make-goldens.py, by a loop by hand and by `fit`, and the networks. */
import type { GradScaler } from '../../src/amp/index.js';
import { DataLoader, TensorDataset } from '../../src/data/index.js';
import { evaluate } from '../../src/evaluation/index.js';
import * as nn from '../../src/nn/index.js';
import type { Optimizer } from '../../src/optim/index.js';
import { defaultGenerator, manualSeed } from '../../src/random/index.js';
import { autocast, type Precision, type Tensor, tensor } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';
import type { Digits } from './golden.js';

export type Way = 'by hand' | 'by fit';
export const WAYS: readonly Way[] = ['by hand', 'by fit'];

export interface RunOptions {
  net: () => nn.Module;
  optimizer: (parameters: nn.Parameter[]) => Optimizer;
  scheduler?: (optimizer: Optimizer) => { step(): void };
  precision?: Precision;
  gradScaler?: () => GradScaler;
  /** Stops after so many steps, `fit` at the end of the piece that has the last of them. */
  steps: number;
  /** Default 0. */
  seed?: number;
  /** Default 64. */
  batchSize?: number;
  /** Measures the accuracy in the end. */
  test?: Digits;
}

export interface Run {
  initial: Record<string, number[]>;
  firstLabels: number[];
  stepLoss: number[];
  final: Record<string, number[]>;
  testAccuracy: number | undefined;
  /** The scale after each step, by hand. */
  scales: number[];
}

export const mlp = (hidden = 512): nn.Module =>
  new nn.Sequential(
    new nn.Flatten(),
    new nn.Linear(784, hidden),
    new nn.ReLU(),
    new nn.Linear(hidden, 10),
  );

export const dropoutMlp = (): nn.Module =>
  new nn.Sequential(
    new nn.Flatten(),
    new nn.Linear(784, 64),
    new nn.ReLU(),
    new nn.Dropout(0.3),
    new nn.Linear(64, 10),
  );

export const cnn = (): nn.Module =>
  new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { padding: 1 }),
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(8, 16, 3),
    new nn.ReLU(),
    new nn.AvgPool2d(2),
    new nn.Flatten(),
    new nn.Linear(576, 10),
  );

/** What a training consists of, once its seed is set. */
interface Training {
  net: nn.Module;
  loader: DataLoader<[Tensor, Tensor]>;
  optimizer: Optimizer;
  scheduler: { step(): void } | undefined;
  steps: number;
  precision: Precision;
  gradScaler: GradScaler | undefined;
  scales: number[];
}

/** Trains from a seed, shuffling as PyTorch's loader does. */
export async function train(digits: Digits, options: RunOptions, way: Way): Promise<Run> {
  const loader = loaderOf(digits, { batchSize: options.batchSize ?? 64, shuffle: true });
  manualSeed(options.seed ?? 0);
  const net = options.net();
  const initial = heads(net.namedParameters());
  const firstLabels = labelsAhead(digits, loader);
  const optimizer = options.optimizer(net.parameters());
  const scheduler = options.scheduler?.(optimizer);
  const { steps, precision = 'float32' } = options;
  const gradScaler = options.gradScaler?.();
  const scales: number[] = [];
  const training = { net, loader, optimizer, scheduler, steps, precision, gradScaler, scales };
  const stepLoss = way === 'by hand' ? loop(training) : await fitted(training);
  const { test } = options;
  const testAccuracy = test && evaluate(net, loaderOf(test, { batchSize: 500 })).accuracy;
  return {
    initial,
    firstLabels,
    stepLoss,
    final: heads(Object.entries(net.stateDict())),
    testAccuracy,
    scales,
  };
}

function loop(training: Training): number[] {
  const { net, loader, optimizer, scheduler, steps, precision, gradScaler, scales } = training;
  const criterion = new nn.CrossEntropyLoss();
  const stepLoss: number[] = [];
  while (stepLoss.length < steps) {
    for (const [x, y] of loader) {
      optimizer.zeroGrad();
      const loss = autocast(precision, () => criterion(net(x), y));
      if (gradScaler) {
        gradScaler.scale(loss).backward();
        gradScaler.step(optimizer);
        gradScaler.update();
        scales.push(gradScaler.getScale());
      } else {
        loss.backward();
        optimizer.step();
      }
      stepLoss.push(loss.item());
      if (stepLoss.length === steps) break;
    }
    scheduler?.step();
  }
  return stepLoss;
}

async function fitted(training: Training): Promise<number[]> {
  const { net, loader, optimizer, scheduler, steps, precision, gradScaler } = training;
  const epochs = Math.ceil(steps / loader.length);
  const criterion = new nn.CrossEntropyLoss();
  const run = fit(net, loader, {
    epochs,
    optimizer,
    criterion,
    callbacks: [],
    autocast: precision,
    ...(gradScaler && { gradScaler }),
    ...(scheduler && { scheduler }),
  });
  run.on('steps', () => {
    if (run.history.stepLosses.length >= steps && steps < epochs * loader.length) run.stop();
  });
  const { stepLosses, mode } = await run;
  if (mode.kind !== 'compiled') throw new Error(`fit went step by step: ${mode.why}`);
  return stepLosses;
}

function loaderOf(
  { images, labels }: Digits,
  options: { batchSize: number; shuffle?: boolean },
): DataLoader<[Tensor, Tensor]> {
  const inputs = tensor(images, [labels.length, 1, 28, 28]);
  return new DataLoader(new TensorDataset(inputs, tensor(labels)), options);
}

/** The labels of the first samples that the loader will give; draws nothing. */
function labelsAhead({ labels }: Digits, loader: DataLoader<[Tensor, Tensor]>): number[] {
  const { state } = defaultGenerator;
  const order = loader.epochOrder();
  defaultGenerator.state = state;
  return [...order.samples.subarray(0, 32)].map((i) => labels[i]);
}

/** The first 8 values of each tensor. */
function heads(named: [string, Tensor][]): Record<string, number[]> {
  return Object.fromEntries(named.map(([key, value]) => [key, [...value.dataSync().slice(0, 8)]]));
}
