/** Learning rates that fall in steps. */
import { OptionError } from '../tensor/index.js';

/** What a scheduler needs of an optimizer. */
interface Scheduled {
  readonly paramGroups: readonly { lr: number }[];
}

export interface StepLROptions {
  /** Epochs between two changes. */
  stepSize: number;
  /** What the learning rate is multiplied with. Default 0.1. */
  gamma?: number;
}

/**
 * Multiplies every learning rate with `gamma` each `stepSize` epochs; call `step()` after each epoch.
 * PyTorch: `torch.optim.lr_scheduler.StepLR`.
 * @throws OptionError when an option is out of range.
 */
export class StepLR {
  readonly stepSize: number;
  readonly gamma: number;
  readonly #optimizer: Scheduled;
  #lastEpoch = 0;

  constructor(optimizer: Scheduled, { stepSize, gamma = 0.1 }: StepLROptions) {
    if (!Number.isInteger(stepSize) || stepSize < 1) {
      throw new OptionError('StepLR', 'stepSize', stepSize, 'a whole number of 1 or more');
    }
    if (!(gamma >= 0)) throw new OptionError('StepLR', 'gamma', gamma, 'a number of 0 or more');
    this.#optimizer = optimizer;
    this.stepSize = stepSize;
    this.gamma = gamma;
  }

  /** How often `step` was called. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  step(): void {
    this.#lastEpoch++;
    if (this.#lastEpoch % this.stepSize !== 0) return;
    for (const group of this.#optimizer.paramGroups) group.lr *= this.gamma;
  }

  /** What decides the learning rates to come, as JSON. */
  stateDict(): { lastEpoch: number } {
    return { lastEpoch: this.#lastEpoch };
  }

  loadStateDict(state: { lastEpoch: number }): void {
    this.#lastEpoch = state.lastEpoch;
  }

  /** The learning rates as they are now, one a group. */
  getLastLr(): number[] {
    return this.#optimizer.paramGroups.map((group) => group.lr);
  }
}
