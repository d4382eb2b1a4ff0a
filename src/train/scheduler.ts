/** What `fit` needs of a scheduler of learning rates. */
export interface Scheduler {
  /** Called after each epoch. */
  step(): void;
  /** What decides the learning rates to come, as JSON; for schedulers of resumable runs. */
  stateDict?(): unknown;
  loadStateDict?(state: unknown): void;
}
