/** What `fit` needs of a scheduler of learning rates. */
export interface Scheduler {
  /** Called after each epoch; with the epoch's loss where the scheduler watches it. */
  step(loss?: number): void;
  /** What `step` is to be told: the validation loss where there is one, else the training loss. */
  readonly watches?: 'loss';
  /** When it is meant to go on. Default `'epoch'`. */
  readonly interval?: 'epoch' | 'batch';
  /** What decides the learning rates to come, as JSON; for schedulers of resumable runs. */
  stateDict?(): unknown;
  /** Takes back what `stateDict` gave. */
  loadStateDict?(state: unknown): void;
}
