/**
 * What watches a run. `fit` knows callbacks only by this interface; each lives in a file of its own.
 */
import type { StateDict } from '../../nn/index.js';
import type { EpochRecord } from '../history.js';
import type { Run } from '../run.js';

/**
 * Each method is called at its moment, if it is there. What `onStart` throws ends the run before anything
 * is trained; a callback that throws later is left out from then on, and the training goes on.
 */
export interface Callback {
  /** Before the first step; a resumed run's history is there already. */
  onStart?(run: Run): void | Promise<void>;
  /** After a piece of an epoch (one step or many): the losses of its steps. */
  onSteps?(run: Run, losses: Float32Array): void | Promise<void>;
  /** After each epoch, when it has been validated. */
  onEpochEnd?(run: Run, record: EpochRecord): void | Promise<void>;
  /** When the run has finished or was stopped. */
  onEnd?(run: Run): void | Promise<void>;
  /** Tensors that a resumed run needs back; what follows from the history need not be here. */
  saved?(): StateDict;
  /** Takes back what `saved` gave, before `onStart`. */
  restore?(saved: StateDict): void;
}
