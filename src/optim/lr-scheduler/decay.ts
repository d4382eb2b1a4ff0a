/** Learning rates that are multiplied as time goes on. */
import {
  checkOptionNames,
  checkWhole,
  OptionError,
  optionsByPlace,
  type Placed,
} from '../../tensor/index.js';
import { checkNotNegative } from '../option-checks.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link MultiStepLR} and {@link StepLR}. */
export interface GammaOptions {
  /** What the learning rate is multiplied with. Default 0.1. */
  gamma?: number;
}

/** Options of {@link StepLR}. */
export interface StepLROptions extends GammaOptions {
  /** Epochs between two changes. */
  stepSize: number;
}

/**
 * Multiplies every learning rate with `gamma` each `stepSize` epochs.
 * PyTorch: `torch.optim.lr_scheduler.StepLR`.
 * @throws OptionError when an option is out of range.
 */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  /** What the learning rate is multiplied with. */
  readonly gamma: number;

  constructor(optimizer: Scheduled, ...given: Placed<StepLROptions, ['stepSize', 'gamma']>) {
    super(optimizer);
    const options = optionsByPlace<StepLROptions>('StepLR', given, ['stepSize', 'gamma']);
    checkOptionNames('StepLR', options, { stepSize: true, gamma: true });
    checkWhole('StepLR', 'stepSize', options.stepSize, 1);
    this.stepSize = options.stepSize;
    this.gamma = checkedGamma('StepLR', options.gamma ?? 0.1);
    this.begin();
  }

  protected next(lr: number): number {
    const isDue = this.lastEpoch > 0 && this.lastEpoch % this.stepSize === 0;
    return isDue ? lr * this.gamma : lr;
  }

  protected override fromStart(group: number): number {
    return this.baseLrs[group] * this.gamma ** Math.floor(this.lastEpoch / this.stepSize);
  }
}

/** Options of {@link MultiStepLR}. */
export interface MultiStepLROptions extends GammaOptions {
  /** The epochs of the changes. */
  milestones: readonly number[];
}

/**
 * Multiplies every learning rate with `gamma` at each milestone. PyTorch: `MultiStepLR`.
 * @throws OptionError when an option is out of range.
 */
export class MultiStepLR extends LRScheduler {
  /** The epochs of the changes, rising. */
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Scheduled, ...given: Placed<MultiStepLROptions, ['milestones', 'gamma']>) {
    super(optimizer);
    const options = optionsByPlace<MultiStepLROptions>('MultiStepLR', given, [
      'milestones',
      'gamma',
    ]);
    checkOptionNames('MultiStepLR', options, { milestones: true, gamma: true });
    const { milestones, gamma = 0.1 } = options;
    if (!Array.isArray(milestones)) {
      throw new OptionError(
        'MultiStepLR',
        'milestones',
        milestones,
        'a list of epochs, as [30, 80]',
      );
    }
    this.milestones = [...milestones].sort((a, b) => a - b);
    this.gamma = checkedGamma('MultiStepLR', gamma);
    this.begin();
  }

  protected next(lr: number): number {
    const times = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return lr * this.gamma ** times;
  }

  protected override fromStart(group: number): number {
    const times = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    return this.baseLrs[group] * this.gamma ** times;
  }
}

/** Multiplies every learning rate with `gamma` each epoch. PyTorch: `ExponentialLR`. */
export class ExponentialLR extends LRScheduler {
  /** What the learning rate is multiplied with. */
  readonly gamma: number;

  /** @throws OptionError when `gamma` is below 0. */
  constructor(optimizer: Scheduled, ...given: Placed<{ gamma: number }, ['gamma']>) {
    super(optimizer);
    const { gamma } = optionsByPlace<{ gamma: number }>('ExponentialLR', given, ['gamma']);
    this.gamma = checkedGamma('ExponentialLR', gamma);
    this.begin();
  }

  protected next(lr: number): number {
    return this.lastEpoch === 0 ? lr : lr * this.gamma;
  }

  protected override fromStart(group: number): number {
    return this.baseLrs[group] * this.gamma ** this.lastEpoch;
  }
}

/** A factor for an epoch; one for all groups, or one for each. */
export type LrLambda = ((epoch: number) => number) | readonly ((epoch: number) => number)[];

/** The learning rate at the start times a factor of one's own. PyTorch: `LambdaLR`. */
export class LambdaLR extends LRScheduler {
  /** @throws OptionError unless the factor is a function, or one for each group. */
  constructor(
    optimizer: Scheduled,
    private readonly lrLambda: LrLambda,
  ) {
    super(optimizer);
    checkLambda('LambdaLR', lrLambda);
    this.begin();
  }

  protected next(_lr: number, group: number): number {
    return this.baseLrs[group] * factorOf(this.lrLambda, group, this.lastEpoch);
  }
}

/** The learning rate before times a factor of one's own. PyTorch: `MultiplicativeLR`. */
export class MultiplicativeLR extends LRScheduler {
  /** @throws OptionError unless the factor is a function, or one for each group. */
  constructor(
    optimizer: Scheduled,
    private readonly lrLambda: LrLambda,
  ) {
    super(optimizer);
    checkLambda('MultiplicativeLR', lrLambda);
    this.begin();
  }

  protected next(lr: number, group: number): number {
    return this.lastEpoch > 0 ? this.fromStart(group) : lr;
  }

  /** As PyTorch, which knows of no rate from the start alone: the factor counts also where another scheduler hands over. */
  protected override fromStart(group: number): number {
    return this.groups[group].lr * factorOf(this.lrLambda, group, this.lastEpoch);
  }
}

/** @throws OptionError unless it is a function, or one for each group. */
function checkLambda(owner: string, lambda: unknown): void {
  const list: readonly unknown[] = Array.isArray(lambda) ? lambda : [lambda];
  if (list.every((one) => typeof one === 'function')) return;
  throw new OptionError(
    owner,
    'lrLambda',
    lambda,
    'a function of the epoch, or one for each group',
  );
}

function factorOf(lambda: LrLambda, group: number, epoch: number): number {
  return typeof lambda === 'function' ? lambda(epoch) : lambda[group](epoch);
}

function checkedGamma(owner: string, gamma: number): number {
  checkNotNegative(owner, 'gamma', gamma);
  return gamma;
}
