/**
 * Hyperband: trials are dealt out to brackets, which differ in how early they begin to give trials
 * up; in each, the best third at a rung goes on to the next. Optuna: `HyperbandPruner`, its
 * defaults. What a rung compares is told by the trials' reports, so nothing else is stored.
 *
 * L. Li et al., Hyperband, JMLR 18 (2018); L. Li et al., A System for Massively Parallel
 * Hyperparameter Tuning, MLSys 2020.
 */
import { crc32 } from 'node:zlib';
import type { History } from '../samplers/index.js';
import { type Direction, isBetter, type Report } from '../trial.js';
import type { Pruner, PrunerOptions, Unfinished } from './pruner.js';

/** One trial of so many goes on at each rung. */
const REDUCTION = 3;

export class HyperbandPruner implements Pruner {
  constructor(private readonly options: PrunerOptions) {}

  shouldPrune({ number, reports }: Unfinished, history: History): boolean {
    const { direction } = this.options;
    // How long a trial is, the first complete one has shown.
    const first = history.find(({ state }) => state === 'complete');
    const steps = first?.reports.at(-1)?.step;
    const last = reports.at(-1);
    if (!first || steps === undefined || !last) return false;

    const budgets = bracketBudgets(steps + 1);
    const bracket = this.bracketOf(number, budgets);
    // Those up to the first complete one were never judged, and are no rivals in Optuna either.
    const rivals = history.filter(
      (trial) =>
        trial.number !== number &&
        trial.number > first.number &&
        this.bracketOf(trial.number, budgets) === bracket,
    );
    for (let step = REDUCTION ** bracket; step <= last.step; step *= REDUCTION) {
      // Each rung is judged once, at the first report that reaches it.
      if (reachedRung(reports, step) !== last) continue;
      if (Number.isNaN(last.value)) return true;
      const values = rivals.flatMap((trial) => reachedRung(trial.reports, step)?.value ?? []);
      if (!goesOn(last.value, values, direction)) return true;
    }
    return false;
  }

  private bracketOf(number: number, budgets: readonly number[]): number {
    const total = budgets.reduce((sum, budget) => sum + budget);
    let share = crc32(`${this.options.studyName}_${number}`) % total;
    for (const [bracket, budget] of budgets.entries()) {
      share -= budget;
      if (share < 0) return bracket;
    }
    return 0;
  }
}

/** How many trials each bracket gets, as parts of a whole. */
function bracketBudgets(steps: number): number[] {
  // Rounded, as the logarithm of a power may come out just below a whole number.
  const rungs = Math.log(steps) / Math.log(REDUCTION);
  const brackets = Math.floor(rungs + 1e-9) + 1;
  return Array.from({ length: brackets }, (_, bracket) => {
    const left = brackets - 1 - bracket;
    return Math.ceil((brackets * REDUCTION ** left) / (left + 1));
  });
}

function reachedRung(reports: readonly Report[], rung: number): Report | undefined {
  return reports.find(({ step }) => step >= rung);
}

/** Whether a value is in the best part of all that came to its rung. */
function goesOn(value: number, rivals: readonly number[], direction: Direction): boolean {
  const better = rivals.filter((rival) => isBetter(rival, value, direction)).length;
  return better < Math.max(1, Math.floor((rivals.length + 1) / REDUCTION));
}
