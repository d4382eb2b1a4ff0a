/** One step of training: the five lines that every PyTorch loop repeats. */
import { type Module, utils } from '../nn/index.js';
import type { Optimizer } from '../optim/index.js';
import type { Tensor } from '../tensor/index.js';
import { warnOfGradients, warnOfOutputs } from './warnings/step.js';

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
  let isFirst = true;
  return (inputs, targets) => {
    optimizer.zeroGrad();
    const outputs = net(inputs);
    if (isFirst) warnOfOutputs(net, outputs, criterion);
    const loss = criterion(outputs, targets);
    loss.backward();
    if (isFirst) warnOfGradients(net);
    isFirst = false;
    if (clipGradNorm === undefined) {
      optimizer.step();
      return [loss];
    }
    const norm = utils.clipGradNorm_(net.parameters(), clipGradNorm);
    optimizer.step();
    return [loss, norm];
  };
}
