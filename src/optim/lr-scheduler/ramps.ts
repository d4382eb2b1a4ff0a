/** Learning rates that go from one value to another in a number of epochs: warm-up, or its opposite. */
import { OptionError, withDefaults } from '../../tensor/index.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link ConstantLR}. */
export interface ConstantLROptions {
  /** What the learning rate is multiplied with. Default 1 / 3. */
  factor?: number;
  /** Epochs until it is as it was. Default 5. */
  totalIters?: number;
}

/** A smaller learning rate for the first epochs. PyTorch: `ConstantLR`. */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  /** @throws OptionError when `factor` is not from 0 to 1. */
  constructor(optimizer: Scheduled, options: ConstantLROptions = {}) {
    super(optimizer);
    const { factor, totalIters } = withDefaults('ConstantLR', options, {
      factor: 1 / 3,
      totalIters: 5,
    });
    this.factor = checkedFactor('ConstantLR', 'factor', factor);
    this.totalIters = totalIters;
    this.begin();
  }

  protected next(lr: number): number {
    if (this.lastEpoch === 0) return lr * this.factor;
    return this.lastEpoch === this.totalIters ? lr * (1 / this.factor) : lr;
  }

  protected override fromStart(group: number): number {
    return this.baseLrs[group] * (this.lastEpoch < this.totalIters ? this.factor : 1);
  }
}

/** Options of {@link LinearLR}. */
export interface LinearLROptions {
  /** What the learning rate is multiplied with at first. Default 1 / 3. */
  startFactor?: number;
  /** What it is multiplied with at the end. Default 1. */
  endFactor?: number;
  /** Epochs from one to the other. Default 5. */
  totalIters?: number;
}

/** A learning rate that grows, or falls, evenly in the first epochs. PyTorch: `LinearLR`. */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  /** @throws OptionError when a factor is not from 0 to 1. */
  constructor(optimizer: Scheduled, options: LinearLROptions = {}) {
    super(optimizer);
    const { startFactor, endFactor, totalIters } = withDefaults('LinearLR', options, {
      startFactor: 1 / 3,
      endFactor: 1,
      totalIters: 5,
    });
    this.startFactor = checkedFactor('LinearLR', 'startFactor', startFactor);
    this.endFactor = checkedFactor('LinearLR', 'endFactor', endFactor);
    this.totalIters = totalIters;
    this.begin();
  }

  protected next(lr: number): number {
    const { lastEpoch, startFactor, endFactor, totalIters } = this;
    if (lastEpoch === 0) return lr * startFactor;
    if (lastEpoch > totalIters) return lr;
    const rise = endFactor - startFactor;
    return lr * (1 + rise / (totalIters * startFactor + (lastEpoch - 1) * rise));
  }

  protected override fromStart(group: number): number {
    const { lastEpoch, startFactor, endFactor, totalIters } = this;
    const share = Math.min(totalIters, lastEpoch) / totalIters;
    return this.baseLrs[group] * (startFactor + (endFactor - startFactor) * share);
  }
}

/** Options of {@link PolynomialLR}. */
export interface PolynomialLROptions {
  /** Epochs until the learning rate is 0. Default 5. */
  totalIters?: number;
  /** Default 1: an even fall. */
  power?: number;
}

/** A learning rate that falls to 0. PyTorch: `PolynomialLR`. */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Scheduled, options: PolynomialLROptions = {}) {
    super(optimizer);
    const { totalIters, power } = withDefaults('PolynomialLR', options, {
      totalIters: 5,
      power: 1,
    });
    this.totalIters = totalIters;
    this.power = power;
    this.begin();
  }

  protected next(lr: number): number {
    const { lastEpoch, totalIters, power } = this;
    if (lastEpoch === 0 || lastEpoch > totalIters) return lr;
    return lr * ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power;
  }

  protected override fromStart(group: number): number {
    const { lastEpoch, totalIters, power } = this;
    return this.baseLrs[group] * (1 - Math.min(totalIters, lastEpoch) / totalIters) ** power;
  }
}

function checkedFactor(owner: string, option: string, factor: number): number {
  if (factor >= 0 && factor <= 1) return factor;
  throw new OptionError(owner, option, factor, 'a number from 0 to 1');
}
