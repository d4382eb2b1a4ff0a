/** One step of training: the five lines that every PyTorch loop repeats. */
import type { GradScaler } from '../amp/index.js';
import { type Module, utils } from '../nn/index.js';
import type * as optim from '../optim/index.js';
import type { Optimizer } from '../optim/index.js';
import { autocast, autocastPrecision, type Precision, type Tensor } from '../tensor/index.js';
import { warnOfGradients } from './warnings/step.js';

/** `(outputs, targets) -> loss`; the loss has one element. */
export type Criterion<Out = Tensor> = (outputs: Out, targets: Tensor) => Tensor;

/** What a step tells of itself: its loss, and where gradients are clipped the norm that they had. */
export type StepFigures = readonly [loss: Tensor, gradientNorm?: Tensor];

/**
 * `(inputs [batch, ...], targets [batch, ...]) -> figures`, each of one element. Whether the batch is the epoch's last
 * matters where gradients are accumulated.
 */
export type TrainStep = (inputs: Tensor, targets: Tensor, isLast?: boolean) => StepFigures;

export interface StepOptions {
  readonly criterion: Criterion;
  readonly optimizer: Optimizer;
  /** The most that the norm of all gradients may be. */
  readonly clipGradNorm?: number | undefined;
  /** How many batches the gradients of one step come from. */
  readonly accumulate?: number | undefined;
  /** What products compute in; by default as around the step. */
  readonly autocast?: Precision | undefined;
  readonly gradScaler?: GradScaler | undefined;
  readonly averaged?: optim.swaUtils.AveragedModel | undefined;
  /** Stepped after each step of the optimizer. */
  readonly scheduler?: { step(): void } | undefined;
}

export function trainStep(net: Module, options: StepOptions): TrainStep {
  const { criterion, optimizer, clipGradNorm, accumulate = 1, averaged, scheduler } = options;
  const { gradScaler } = options;
  let isFirst = true;
  /** Batches since the last step of the optimizer. */
  let waiting = 0;

  const takeGradients = (inputs: Tensor, targets: Tensor): Tensor => {
    const precision = options.autocast ?? autocastPrecision();
    const loss = autocast(precision, () => criterion(net(inputs), targets));
    const share = accumulate === 1 ? loss : loss.div(accumulate);
    (gradScaler?.scale(share) ?? share).backward();
    if (isFirst) warnOfGradients(net, optimizer);
    isFirst = false;
    return loss;
  };

  return (inputs, targets, isLast = false) => {
    if (optimizer.needsClosure) {
      const loss = optimizer.step(() => {
        optimizer.zeroGrad();
        return takeGradients(inputs, targets);
      });
      averaged?.updateParameters(net);
      scheduler?.step();
      return [loss];
    }
    if (waiting === 0) optimizer.zeroGrad();
    const loss = takeGradients(inputs, targets);
    waiting = (waiting + 1) % accumulate;
    if (waiting > 0 && !isLast) return [loss];
    waiting = 0;
    if (clipGradNorm) gradScaler?.unscale_(optimizer);
    const norm = clipGradNorm && utils.clipGradNorm_(net.parameters(), clipGradNorm);
    if (gradScaler) gradScaler.step(optimizer);
    else optimizer.step();
    gradScaler?.update();
    averaged?.updateParameters(net);
    scheduler?.step();
    return norm ? [loss, norm] : [loss];
  };
}
