/**
 * The median stopping rule: a trial is given up when its best report is worse than the median of
 * what the complete trials reported at the same step. Optuna: `MedianPruner`, its defaults.
 */

import { median } from '../../median.js';
import type { History } from '../samplers/index.js';
import { isBetter } from '../trial.js';
import type { Pruner, PrunerOptions, Unfinished } from './pruner.js';

/** So many trials must be complete first. */
const STARTUP_TRIALS = 5;

export class MedianPruner implements Pruner {
  constructor(private readonly options: PrunerOptions) {}

  shouldPrune({ reports }: Unfinished, history: History): boolean {
    const { direction } = this.options;
    const complete = history.filter(({ state }) => state === 'complete');
    const last = reports.at(-1);
    if (complete.length < STARTUP_TRIALS || !last) return false;

    const best = reports.reduce(
      (found, { value }) => (isBetter(value, found, direction) ? value : found),
      Number.NaN,
    );
    if (Number.isNaN(best)) return true;
    const rivals = complete
      .flatMap((trial) => trial.reports.filter(({ step }) => step === last.step))
      .map(({ value }) => value)
      .filter((value) => !Number.isNaN(value));
    return rivals.length > 0 && isBetter(median(rivals), best, direction);
  }
}
