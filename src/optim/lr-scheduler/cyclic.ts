/**
 * Learning rates that go up and down, and momenta that go the other way. Call `step()` after each batch.
 * L. Smith, Cyclical Learning Rates, https://arxiv.org/abs/1506.01186.
 */
import { OptionError, withDefaults } from '../../tensor/index.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link CyclicLR}. */
export interface CyclicLROptions {
  /** Batches in which the rate rises. Default 2000. */
  stepSizeUp?: number;
  /** Batches in which it falls; by default as many. */
  stepSizeDown?: number;
  /** `triangular2` halves the height each cycle, `exp_range` multiplies it with `gamma` each batch. */
  mode?: 'triangular' | 'triangular2' | 'exp_range';
  /** Default 1. */
  gamma?: number;
  /** A height of one's own, in place of `mode`. */
  scaleFn?: (x: number) => number;
  /** What `scaleFn` gets: the cycle's number, or the batch's. Default `'cycle'`. */
  scaleMode?: 'cycle' | 'iterations';
  /** Whether the momentum goes the other way. Default true. */
  cycleMomentum?: boolean;
  /** The least momentum. Default 0.8. */
  baseMomentum?: number;
  /** The greatest momentum. Default 0.9. */
  maxMomentum?: number;
}

/** PyTorch: `torch.optim.lr_scheduler.CyclicLR`. */
export class CyclicLR extends LRScheduler {
  override readonly interval = 'batch';
  readonly #options: Required<Omit<CyclicLROptions, 'scaleFn'>> & Pick<CyclicLROptions, 'scaleFn'>;

  /** @throws OptionError when the momentum is to be changed, and the optimizer has none. */
  constructor(
    optimizer: Scheduled,
    /** The least learning rate. */
    readonly baseLr: number,
    /** The greatest learning rate. */
    readonly maxLr: number,
    options: CyclicLROptions = {},
  ) {
    super(optimizer);
    this.#options = withDefaults('CyclicLR', options, {
      stepSizeUp: 2000,
      stepSizeDown: options.stepSizeUp ?? 2000,
      mode: 'triangular',
      gamma: 1,
      scaleFn: undefined,
      scaleMode: 'cycle',
      cycleMomentum: true,
      baseMomentum: 0.8,
      maxMomentum: 0.9,
    });
    if (this.#options.cycleMomentum) checkMomentum('CyclicLR', optimizer);
    for (const group of this.groups) group.lr = baseLr;
    this.begin();
  }

  protected next(): number {
    const { stepSizeUp, stepSizeDown, cycleMomentum, baseMomentum, maxMomentum } = this.#options;
    const total = stepSizeUp + stepSizeDown;
    const cycle = Math.floor(1 + this.lastEpoch / total);
    const x = 1 + this.lastEpoch / total - cycle;
    const turn = stepSizeUp / total;
    const height = (x <= turn ? x / turn : (x - 1) / (turn - 1)) * this.scale(cycle);
    if (cycleMomentum) {
      const momentum = maxMomentum - (maxMomentum - baseMomentum) * height;
      for (const group of this.groups) group.momentum = momentum;
    }
    return this.baseLr + (this.maxLr - this.baseLr) * height;
  }

  private scale(cycle: number): number {
    const { mode, gamma, scaleFn, scaleMode } = this.#options;
    if (scaleFn) return scaleFn(scaleMode === 'cycle' ? cycle : this.lastEpoch);
    switch (mode) {
      case 'triangular':
        return 1;
      case 'triangular2':
        return 1 / 2 ** (cycle - 1);
      case 'exp_range':
        return gamma ** this.lastEpoch;
      default:
        return mode satisfies never;
    }
  }
}

/** @throws OptionError when a group has no momentum to change. */
export function checkMomentum(owner: string, { paramGroups }: Scheduled): void {
  if (paramGroups.every(({ momentum }) => momentum !== undefined && momentum !== 0)) return;
  throw new OptionError(
    owner,
    'cycleMomentum',
    true,
    'false, or an optimizer that was made with a momentum or betas',
  );
}
