/**
 * What watches a run. `fit` knows callbacks only by this interface; each lives in a file of its own.
 */
import type { EpochRecord, History } from './history.js';

/** The run, as a callback sees it. */
export interface Run {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly history: History;
  /** Ends the run after the piece of training that is under way. */
  stop(reason: string): void;
}

export interface Callback {
  onStart?(run: Run): void | Promise<void>;
  /** After a piece of an epoch (one step or many): the losses of its steps. */
  onSteps?(run: Run, losses: Float32Array): void | Promise<void>;
  onEpochEnd?(run: Run, record: EpochRecord): void | Promise<void>;
  onEnd?(run: Run): void | Promise<void>;
}
