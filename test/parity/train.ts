/** The training loop of make-goldens.py, and the networks. */

import * as nn from '../../src/nn/index.js';
import type { Optimizer } from '../../src/optim/index.js';
import { epochOrder, manualSeed } from '../../src/random/index.js';
import { openIteration, type Tensor, tensor } from '../../src/tensor/index.js';
import type { Digits } from './golden.js';

const BATCH = 64;

export interface RunOptions {
  net: () => nn.Module;
  optimizer: (parameters: nn.Parameter[]) => Optimizer;
  scheduler?: (optimizer: Optimizer) => { step(): void };
  /** Stops after so many steps. */
  steps: number;
}

export interface Run {
  initial: Record<string, number[]>;
  firstLabels: number[];
  stepLoss: number[];
  final: Record<string, number[]>;
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

/** Trains from seed 0, shuffling as PyTorch's loader does. */
export function train({ images, labels }: Digits, options: RunOptions): Run {
  manualSeed(0);
  const net = options.net();
  const initial = heads(net.namedParameters());
  const optimizer = options.optimizer(net.parameters());
  const scheduler = options.scheduler?.(optimizer);
  const criterion = new nn.CrossEntropyLoss();
  const stepLoss: number[] = [];
  let firstLabels: number[] = [];
  while (stepLoss.length < options.steps) {
    const order = epochOrder(labels.length, true);
    if (stepLoss.length === 0) firstLabels = [...order.subarray(0, 32)].map((i) => labels[i]);
    for (let start = 0; start < order.length && stepLoss.length < options.steps; start += BATCH) {
      const iteration = openIteration();
      const [x, y] = batch(images, labels, order.subarray(start, start + BATCH));
      optimizer.zeroGrad();
      const loss = criterion(net(x), y);
      loss.backward();
      optimizer.step();
      stepLoss.push(loss.item());
      iteration.end();
    }
    scheduler?.step();
  }
  return { initial, firstLabels, stepLoss, final: heads(Object.entries(net.stateDict())) };
}

function batch(images: Float32Array, labels: Int32Array, rows: Int32Array): [Tensor, Tensor] {
  const pixels = new Float32Array(rows.length * 784);
  rows.forEach((row, i) => {
    pixels.set(images.subarray(row * 784, (row + 1) * 784), i * 784);
  });
  return [
    tensor(pixels, [rows.length, 1, 28, 28]),
    tensor(Int32Array.from(rows, (row) => labels[row])),
  ];
}

/** The first 8 values of each tensor. */
function heads(named: [string, Tensor][]): Record<string, number[]> {
  return Object.fromEntries(named.map(([key, value]) => [key, [...value.dataSync().slice(0, 8)]]));
}
