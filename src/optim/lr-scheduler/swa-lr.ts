/** The learning rate of stochastic weight averaging: to a value, and constant from there. */
import { checkWhole, OptionError, withDefaults } from '../../tensor/index.js';
import { LRScheduler, type Scheduled } from './scheduler.js';

/** Options of {@link SWALR}. */
export interface SWALROptions {
  /** Steps until the rate is there. Default 10. */
  annealEpochs?: number;
  /** Default `'cos'`. */
  annealStrategy?: 'cos' | 'linear';
}

const ANNEAL = {
  cos: (share: number) => (1 - Math.cos(Math.PI * share)) / 2,
  linear: (share: number) => share,
};

/**
 * PyTorch: `torch.optim.swa_utils.SWALR`; see {@link https://arxiv.org/abs/1803.05407 | Izmailov et al. 2018}.
 * @throws OptionError when an option is out of range.
 */
export class SWALR extends LRScheduler {
  readonly #swaLrs: readonly number[];
  readonly #annealEpochs: number;
  readonly #anneal: (share: number) => number;

  /** @param swaLr for all groups, or one for each */
  constructor(optimizer: Scheduled, swaLr: number | readonly number[], options: SWALROptions = {}) {
    super(optimizer);
    const { annealEpochs, annealStrategy } = withDefaults('SWALR', options, {
      annealEpochs: 10,
      annealStrategy: 'cos',
    });
    this.#swaLrs = typeof swaLr === 'number' ? this.groups.map(() => swaLr) : swaLr;
    if (this.#swaLrs.length !== this.groups.length) {
      throw new OptionError('SWALR', 'swaLr', `[${swaLr}]`, `${this.groups.length} numbers`);
    }
    if (!(annealStrategy in ANNEAL)) {
      throw new OptionError('SWALR', 'annealStrategy', annealStrategy, "'cos' or 'linear'");
    }
    this.#annealEpochs = checkWhole('SWALR', 'annealEpochs', annealEpochs, 0);
    this.#anneal = ANNEAL[annealStrategy];
    this.begin();
  }

  protected next(lr: number, group: number): number {
    const step = this.#annealEpochs === 0 ? Math.max(1, this.lastEpoch) : this.lastEpoch;
    const swaLr = this.#swaLrs[group];
    const before = this.#share(step - 1);
    const start = before === 1 ? swaLr : (lr - before * swaLr) / (1 - before);
    const share = this.#share(step);
    return swaLr * share + start * (1 - share);
  }

  #share(step: number): number {
    return this.#anneal(Math.max(0, Math.min(1, step / Math.max(1, this.#annealEpochs))));
  }
}
