/**
 * Learning rates that fall as a cosine does, with and without beginning anew.
 * I. Loshchilov & F. Hutter, SGDR, https://arxiv.org/abs/1608.03983.
 */
import {
  checkOptionNames,
  checkWhole,
  optionsByPlace,
  type Placed,
  withDefaults,
} from '../../tensor/index.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingOptions {
  /** The least learning rate. Default 0. */
  etaMin?: number;
}

/** Options of {@link CosineAnnealingLR}, all of them. */
export interface CosineAnnealingLROptions extends CosineAnnealingOptions {
  /** Epochs until the least learning rate. */
  tMax: number;
}

/** From the learning rate at the start to `etaMin` in `tMax` epochs, and back. PyTorch: `CosineAnnealingLR`. */
export class CosineAnnealingLR extends LRScheduler {
  /** Epochs until the least learning rate. */
  readonly tMax: number;
  readonly etaMin: number;

  /** @throws OptionError when `tMax` is no whole number of 1 or more. */
  constructor(
    optimizer: Scheduled,
    ...given: Placed<CosineAnnealingLROptions, ['tMax', 'etaMin']>
  ) {
    super(optimizer);
    const options = optionsByPlace<CosineAnnealingLROptions>('CosineAnnealingLR', given, [
      'tMax',
      'etaMin',
    ]);
    checkOptionNames('CosineAnnealingLR', options, { tMax: true, etaMin: true });
    const { tMax, etaMin = 0 } = options;
    checkWhole('CosineAnnealingLR', 'tMax', tMax, 1);
    this.tMax = tMax;
    this.etaMin = etaMin;
    this.begin();
  }

  protected next(lr: number, group: number): number {
    const { lastEpoch, tMax, etaMin } = this;
    if (lastEpoch === 0) return lr;
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) {
      return lr + ((this.baseLrs[group] - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    }
    const now = 1 + Math.cos((Math.PI * lastEpoch) / tMax);
    const before = 1 + Math.cos((Math.PI * (lastEpoch - 1)) / tMax);
    return (now / before) * (lr - etaMin) + etaMin;
  }

  protected override fromStart(group: number): number {
    const { lastEpoch, tMax, etaMin } = this;
    const share = (1 + Math.cos((Math.PI * lastEpoch) / tMax)) / 2;
    return etaMin + (this.baseLrs[group] - etaMin) * share;
  }
}

/** Options of {@link CosineAnnealingWarmRestarts}. */
export interface WarmRestartsOptions extends CosineAnnealingOptions {
  /** How much longer each run is than the one before. Default 1. */
  tMult?: number;
}

/** As `CosineAnnealingLR`, beginning anew after `t0` epochs, then `t0 * tMult` ... PyTorch: `CosineAnnealingWarmRestarts`. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly etaMin: number;
  readonly tMult: number;

  /** @throws OptionError when `t0` or `tMult` is no whole number of 1 or more. */
  constructor(
    optimizer: Scheduled,
    /** epochs of the first run */
    readonly t0: number,
    options: WarmRestartsOptions = {},
  ) {
    super(optimizer);
    const { etaMin, tMult } = withDefaults('CosineAnnealingWarmRestarts', options, {
      etaMin: 0,
      tMult: 1,
    });
    checkWhole('CosineAnnealingWarmRestarts', 't0', t0, 1);
    checkWhole('CosineAnnealingWarmRestarts', 'tMult', tMult, 1);
    this.etaMin = etaMin;
    this.tMult = tMult;
    this.begin();
  }

  protected next(_lr: number, group: number): number {
    let length = this.t0;
    let current = this.lastEpoch;
    while (current >= length) {
      current -= length;
      length *= this.tMult;
    }
    const share = (1 + Math.cos((Math.PI * current) / length)) / 2;
    return this.etaMin + (this.baseLrs[group] - this.etaMin) * share;
  }
}
