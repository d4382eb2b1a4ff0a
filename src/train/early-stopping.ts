/** Ends a run when what is watched has stopped getting better. Keras: `EarlyStopping`. */
import type { Callback } from './callback.js';
import { FitError } from './errors.js';
import type { EpochRecord } from './history.js';

export interface EarlyStoppingOptions {
  /** Epochs without an improvement before the run ends. */
  patience?: number;
  /** A smaller change than this is no improvement. */
  minDelta?: number;
  monitor?: 'loss' | 'validationLoss';
}

export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 3, minDelta = 0, monitor = 'validationLoss' } = options;
  let best = Infinity;
  let since = 0;
  return {
    onStart() {
      best = Infinity;
      since = 0;
    },
    onEpochEnd(run, record) {
      if (watched(record, monitor) < best - minDelta) {
        best = watched(record, monitor);
        since = 0;
      } else if (++since >= patience) {
        run.stop(`no better ${monitor} than ${best.toFixed(4)} for ${patience} epochs`);
      }
    },
  };
}

function watched(record: EpochRecord, monitor: 'loss' | 'validationLoss'): number {
  const value = record[monitor];
  if (value === undefined) {
    throw new FitError(
      'earlyStopping watches validationLoss, but fit got no validation loader. ' +
        "Pass `validation`, or use earlyStopping({ monitor: 'loss' }).",
    );
  }
  return value;
}
