/** Where a study's trials are kept: in this process, or where other processes see them too. */
import type { History, Sampled } from '../samplers/index.js';
import type { Report } from '../trial.js';

/** A trial that has begun. */
export interface Begun {
  readonly id: number;
  readonly number: number;
  readonly params: Sampled;
}

/** How a trial ended. `value` of a pruned one is what it reported last. */
export type Ending =
  | { readonly state: 'complete'; readonly value: number }
  | { readonly state: 'pruned'; readonly value: number | undefined }
  | { readonly state: 'failed'; readonly error: Error };

/** Parameters for trial `number`, given all others; undefined when no trial is to begin. */
export type Choose = (number: number, history: History) => Sampled | undefined;

export interface StudyStorage {
  /**
   * Begins a trial. No other process begins one meanwhile, so no two get the same number, and each
   * knows of the others. A trial whose process died is begun again first, with its parameters.
   */
  begin(choose: Choose): Promise<Begun | undefined>;
  /** Keeps a report of a trial that runs. */
  report(trial: Begun, report: Report): Promise<void>;
  /** Keeps a note of a trial that runs, in place of an earlier one of that name. */
  setUserAttr(trial: Begun, key: string, value: unknown): Promise<void>;
  /** Ends a trial. False when it is no longer this process's: it was held for dead. */
  end(trial: Begun, ending: Ending): Promise<boolean>;
  /** Whether other processes are at trials: they may end, or die and have to be run again. */
  othersAreAtWork(): Promise<boolean>;
  /** All trials so far, by number. */
  trials(): Promise<History>;
  close(): Promise<void>;
}
