/** A learning rate that falls when a figure, such as the validation loss, gets no better. */
import { OptionError, optionsByPlace, type Placed, withDefaults } from '../../tensor/index.js';
import type { Scheduled } from './scheduler.js';

/** Options of {@link ReduceLROnPlateau}. */
export interface PlateauOptions {
  /** Whether small figures are good. Default `'min'`. */
  mode?: 'min' | 'max';
  /** What the learning rate is multiplied with. Default 0.1. */
  factor?: number;
  /** Epochs without improvement that are put up with. Default 10. */
  patience?: number;
  /** What counts as better, relative (`'rel'`) or absolute (`'abs'`). Default 1e-4. */
  threshold?: number;
  /** How `threshold` is meant. Default `'rel'`. */
  thresholdMode?: 'rel' | 'abs';
  /** Epochs after a change in which none is counted. Default 0. */
  cooldown?: number;
  /** The least learning rate. Default 0. */
  minLr?: number;
  /** Changes that are smaller are not made. Default 1e-8. */
  eps?: number;
}

/** Call `step(figure)` after each epoch. PyTorch: `torch.optim.lr_scheduler.ReduceLROnPlateau`. */
export class ReduceLROnPlateau {
  /** `fit` tells `step` the validation loss where there is one, else the training loss. */
  readonly watches = 'loss';
  readonly #optimizer: Scheduled;
  readonly #options: Required<PlateauOptions>;
  #best: number;
  #badEpochs = 0;
  #cooldown = 0;
  #lastEpoch = 0;

  /** @throws OptionError when `factor` is 1 or more. */
  constructor(
    optimizer: Scheduled,
    ...given: Placed<PlateauOptions, ['mode', 'factor', 'patience']>
  ) {
    const places = ['mode', 'factor', 'patience'] as const;
    const options = optionsByPlace<PlateauOptions>('ReduceLROnPlateau', given, places);
    this.#optimizer = optimizer;
    this.#options = withDefaults('ReduceLROnPlateau', options, {
      mode: 'min',
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: 'rel',
      cooldown: 0,
      minLr: 0,
      eps: 1e-8,
    });
    const { factor, mode } = this.#options;
    if (!(factor < 1)) {
      throw new OptionError('ReduceLROnPlateau', 'factor', factor, 'a number below 1');
    }
    this.#best = mode === 'min' ? Infinity : -Infinity;
  }

  /** How often `step` was called. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /**
   * Looks at the figure of an epoch, and lowers the learning rates if it is time.
   * @throws OptionError without a figure.
   */
  step(figure?: number): void {
    if (typeof figure !== 'number') {
      throw new OptionError(
        'ReduceLROnPlateau',
        'figure',
        figure,
        'the figure to watch: step(loss)',
      );
    }
    const { patience, cooldown } = this.#options;
    this.#lastEpoch += 1;
    if (this.isBetter(figure)) {
      this.#best = figure;
      this.#badEpochs = 0;
    } else {
      this.#badEpochs += 1;
    }
    if (this.#cooldown > 0) {
      this.#cooldown -= 1;
      this.#badEpochs = 0;
    }
    if (this.#badEpochs <= patience) return;
    this.reduce();
    this.#cooldown = cooldown;
    this.#badEpochs = 0;
  }

  /** The learning rates as they are now, one a group. */
  getLastLr(): number[] {
    return this.#optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** What decides the learning rates to come, as JSON. */
  stateDict(): Record<string, unknown> {
    return {
      best: this.#best,
      badEpochs: this.#badEpochs,
      cooldown: this.#cooldown,
      lastEpoch: this.#lastEpoch,
    };
  }

  /** Takes back what `stateDict` gave. */
  loadStateDict({ best, badEpochs, cooldown, lastEpoch }: Record<string, unknown>): void {
    this.#best = Number(best);
    this.#badEpochs = Number(badEpochs);
    this.#cooldown = Number(cooldown);
    this.#lastEpoch = Number(lastEpoch);
  }

  private isBetter(figure: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const isSmall = mode === 'min';
    const margin = isSmall ? -threshold : threshold;
    const bar = thresholdMode === 'rel' ? this.#best * (1 + margin) : this.#best + margin;
    return isSmall ? figure < bar : figure > bar;
  }

  private reduce(): void {
    const { factor, minLr, eps } = this.#options;
    for (const group of this.#optimizer.paramGroups) {
      const lr = Math.max(group.lr * factor, minLr);
      if (group.lr - lr > eps) group.lr = lr;
    }
  }
}
