/** One step of training: the five lines that every PyTorch loop repeats. */
import { type Module, utils } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import type { Tensor } from '../tensor/index.js';

/** `(logits, targets) -> loss`; the loss has one element. */
export type Criterion = (outputs: Tensor, targets: Tensor) => Tensor;

/** What a step tells of itself: its loss, and where gradients are clipped the norm that they had. */
export type StepFigures = readonly [loss: Tensor, gradientNorm?: Tensor];

/** `(inputs [batch, ...], targets [batch, ...]) -> figures`, each of one element. */
export type TrainStep = (inputs: Tensor, targets: Tensor) => StepFigures;

export interface StepOptions {
  readonly criterion: Criterion;
  readonly optimizer: Optimizer;
  /** The most that the norm of all gradients may be. */
  readonly clipGradNorm?: number | undefined;
}

export function trainStep(
  net: Module,
  { criterion, optimizer, clipGradNorm }: StepOptions,
): TrainStep {
  return (inputs, targets) => {
    optimizer.zeroGrad();
    const loss = criterion(net(inputs), targets);
    loss.backward();
    if (clipGradNorm === undefined) {
      optimizer.step();
      return [loss];
    }
    const norm = utils.clipGradNorm_(net.parameters(), clipGradNorm);
    optimizer.step();
    return [loss, norm];
  };
}
