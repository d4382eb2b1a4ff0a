/** What schedulers of learning rates have in common. PyTorch: `torch.optim.lr_scheduler.LRScheduler`. */
import { OptionError } from '../../tensor/index.js';
import { warnOnce } from '../../warn-once.js';

/** What a scheduler needs of an optimizer's group. */
export interface ScheduledGroup {
  /** The learning rate. */
  lr: number;
  /** The momentum, or the first of `betas`; undefined where there is none. */
  momentum?: number | undefined;
}

/** What a scheduler needs of an optimizer. */
export interface Scheduled {
  /** The groups whose learning rates it sets. */
  readonly paramGroups: readonly ScheduledGroup[];
  /** Whether it has taken a step; undefined where that isn't known. */
  readonly hasStepped?: boolean;
}

/** The learning rates that groups began with: schedulers of the same optimizer share them. */
const initialLrs = new WeakMap<ScheduledGroup, number>();

/**
 * Call `step()` after each epoch, or each batch where the scheduler says so. A subclass computes a rate from
 * the one before, as PyTorch does, so that schedulers can be chained.
 */
export abstract class LRScheduler {
  /** The learning rates at the start, one a group. */
  readonly baseLrs: readonly number[];
  /** When `fit` is to call `step`. */
  readonly interval: 'epoch' | 'batch' = 'epoch';
  /** The optimizer's groups. */
  protected readonly groups: readonly ScheduledGroup[];
  readonly #optimizer: Scheduled;
  #lastEpoch = -1;

  /** @throws OptionError unless it is given an optimizer. */
  constructor(optimizer: Scheduled) {
    if (!Array.isArray(optimizer?.paramGroups)) {
      const expected = 'the optimizer, as new optim.SGD(net.parameters(), { lr: 0.1 })';
      throw new OptionError(new.target.name, 'the first argument', optimizer, expected);
    }
    this.#optimizer = optimizer;
    this.groups = optimizer.paramGroups;
    this.baseLrs = this.groups.map((group) => {
      const initial = initialLrs.get(group) ?? group.lr;
      initialLrs.set(group, initial);
      return initial;
    });
  }

  /** The rate of a group at `lastEpoch`, given the rate before. */
  protected abstract next(lr: number, group: number): number;

  /** The rate at `lastEpoch` from the one at the start alone; by default the same as `next`. */
  protected fromStart(group: number): number {
    return this.next(this.groups[group].lr, group);
  }

  /** How often `step` was called. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** Goes on by one, or to an epoch. */
  step(epoch?: number): void {
    if (this.#lastEpoch === 0 && epoch === undefined) warnOfOrder(this.#optimizer);
    this.#lastEpoch = epoch ?? this.#lastEpoch + 1;
    const rates = this.groups.map((group, i) =>
      epoch === undefined ? this.next(group.lr, i) : this.fromStart(i),
    );
    this.set(rates);
  }

  /** The learning rates as they are now, one a group. */
  getLastLr(): number[] {
    return this.groups.map(({ lr }) => lr);
  }

  /** What decides the learning rates to come, as JSON. */
  stateDict(): Record<string, unknown> {
    return { lastEpoch: this.#lastEpoch };
  }

  /** Takes back what `stateDict` gave. */
  loadStateDict({ lastEpoch }: Record<string, unknown>): void {
    this.#lastEpoch = Number(lastEpoch);
  }

  /** Takes the first step, which `begin` has taken, back: another scheduler begins. */
  takeBack(): void {
    this.#lastEpoch -= 1;
  }

  /** Sets the rates of epoch 0; to be called when a subclass knows its options. */
  begin(): void {
    this.step();
  }

  /** Sets the learning rates, one a group. */
  protected set(rates: readonly number[]): void {
    for (const [i, group] of this.groups.entries()) group.lr = rates[i];
  }
}

/** The rate of the first epoch would be skipped in silence. PyTorch warns too. */
function warnOfOrder(optimizer: Scheduled): void {
  if (optimizer.hasStepped !== false) return;
  warnOnce(
    optimizer,
    'scheduler first',
    'scheduler.step() was called before the first optimizer.step(), so the first learning rate of the schedule was ' +
      'never used. Call them the other way round: optimizer.step(), then scheduler.step().',
  );
}

/** The learning rate that a group began with. */
export function initialLr(group: ScheduledGroup): number {
  return initialLrs.get(group) ?? group.lr;
}
