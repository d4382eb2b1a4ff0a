/** One step of training: the five lines that every PyTorch loop repeats. */
import type { Module } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import type { Tensor } from '../tensor/index.js';

/** `(logits, targets) -> loss`; the loss has one element. */
export type Criterion = (outputs: Tensor, targets: Tensor) => Tensor;

/** `(inputs [batch, ...], targets [batch, ...]) -> loss []`. */
export type TrainStep = (inputs: Tensor, targets: Tensor) => Tensor;

export function trainStep(net: Module, criterion: Criterion, optimizer: Optimizer): TrainStep {
  return (inputs, targets) => {
    optimizer.zeroGrad();
    const loss = criterion(net(inputs), targets);
    loss.backward();
    optimizer.step();
    return loss;
  };
}
