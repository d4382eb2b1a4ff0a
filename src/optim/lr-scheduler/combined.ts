/** Several schedulers of one optimizer: at the same time, or one after the other. */
import { OptionError } from '../../tensor/index.js';
import { initialLr, type LRScheduler, type Scheduled } from './scheduler.js';

/** What it is that schedulers are combined to. */
abstract class Combined {
  constructor(protected readonly schedulers: readonly LRScheduler[]) {
    if (schedulers.length > 0) return;
    throw new OptionError(new.target.name, 'schedulers', 'an empty list', 'at least one');
  }

  /** Goes on by one. */
  abstract step(): void;

  /** The learning rates as they are now, one a group. */
  getLastLr(): number[] {
    return this.schedulers[0].getLastLr();
  }

  /** What decides the learning rates to come, as JSON. */
  stateDict(): Record<string, unknown> {
    return { schedulers: this.schedulers.map((one) => one.stateDict()) };
  }

  /** Takes back what `stateDict` gave. */
  loadStateDict({ schedulers }: Record<string, unknown>): void {
    if (!Array.isArray(schedulers)) return;
    for (const [i, one] of this.schedulers.entries()) one.loadStateDict(schedulers[i]);
  }
}

/** Each takes its step, on what the one before gave. PyTorch: `ChainedScheduler`. */
export class ChainedScheduler extends Combined {
  step(): void {
    for (const one of this.schedulers) one.step();
  }
}

/** One after the other, each from its milestone on. PyTorch: `SequentialLR`. */
export class SequentialLR extends Combined {
  #lastEpoch = 0;

  /** @throws OptionError unless there is one milestone less than there are schedulers. */
  constructor(
    optimizer: Scheduled,
    schedulers: readonly LRScheduler[],
    /** The epochs at which the next scheduler takes over. */
    readonly milestones: readonly number[],
  ) {
    super(schedulers);
    if (milestones.length !== schedulers.length - 1) {
      throw new OptionError(
        'SequentialLR',
        'milestones',
        milestones,
        `${schedulers.length - 1} epochs for ${schedulers.length} schedulers`,
      );
    }
    for (const group of optimizer.paramGroups) group.lr = initialLr(group);
    for (const one of schedulers) one.takeBack();
    schedulers[0].begin();
  }

  /** How often `step` was called. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  step(): void {
    this.#lastEpoch += 1;
    const index = this.milestones.filter((milestone) => milestone <= this.#lastEpoch).length;
    const begins = index > 0 && this.milestones[index - 1] === this.#lastEpoch;
    if (begins) this.schedulers[index].step(0);
    else this.schedulers[index].step();
  }

  override stateDict(): Record<string, unknown> {
    return { ...super.stateDict(), lastEpoch: this.#lastEpoch };
  }

  override loadStateDict(state: Record<string, unknown>): void {
    super.loadStateDict(state);
    this.#lastEpoch = Number(state.lastEpoch);
  }
}
