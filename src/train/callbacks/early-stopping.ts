/** Ends a run when what is watched has stopped getting better. Keras: `EarlyStopping`. */
import type { StateDict } from '../../nn/index.js';
import { withDefaults } from '../../tensor/index.js';
import { FitError } from '../errors.js';
import type { EpochRecord } from '../history.js';
import type { Run } from '../run.js';
import type { Callback } from './callback.js';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions {
  /** Epochs without an improvement before the run ends. Default 3. */
  patience?: number;
  /** A smaller change than this is no improvement. Default 0. */
  minDelta?: number;
  /** Default 'validationLoss'. */
  monitor?: 'loss' | 'validationLoss';
  /** Whether the model gets the weights of its best epoch back when the run ends. Default true. */
  restoreBest?: boolean;
}

/**
 * Ends a run when what is watched has stopped getting better, and gives the model its best weights back.
 * Keras: `EarlyStopping`.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience, minDelta, monitor, restoreBest } = withDefaults('earlyStopping', options, {
    patience: 3,
    minDelta: 0,
    monitor: 'validationLoss',
    restoreBest: true,
  });
  let best = { epoch: 0, value: Infinity };
  let weights: StateDict = {};

  /** Whether the epoch is the best so far. */
  function note(record: EpochRecord): boolean {
    const value = record[monitor] ?? Infinity;
    if (value >= best.value - minDelta) return false;
    best = { epoch: record.epoch, value };
    return true;
  }

  return {
    onStart(run) {
      if (monitor === 'validationLoss' && !run.validates) {
        throw new FitError(
          'earlyStopping watches validationLoss, but fit got no validation loader. ' +
            "Pass `validation`, or use earlyStopping({ monitor: 'loss' }).",
        );
      }
      best = { epoch: 0, value: Infinity };
      for (const record of run.history.epochs) note(record);
    },
    onEpochEnd(run, record) {
      if (note(record)) {
        if (restoreBest) weights = copyOf(run);
      } else if (record.epoch - best.epoch >= patience) {
        run.stop(`no better ${monitor} than ${best.value.toFixed(4)} for ${patience} epochs`);
      }
    },
    onEnd(run) {
      const last = run.history.epochs.at(-1)?.epoch;
      if (!restoreBest || best.epoch === 0 || best.epoch === last) return;
      run.net.loadStateDict(weights);
      console.log(`The model has the weights of epoch ${best.epoch} again, its best.`);
    },
    saved: () => weights,
    restore(saved) {
      weights = saved;
    },
  };
}

/** The model's weights as they are now; later steps don't change them. */
function copyOf(run: Run): StateDict {
  const entries = Object.entries(run.net.stateDict());
  return Object.fromEntries(entries.map(([name, value]) => [name, value.clone().keep()]));
}
