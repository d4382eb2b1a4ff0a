/** Pruners: whether a trial is given up before its end. */
import type { History } from '../samplers/index.js';
import type { Direction, Report } from '../trial.js';

export interface Pruner {
  shouldPrune(trial: Unfinished, history: History): boolean;
}

/** The trial that runs; `reports` is not empty, and in the order of its steps. */
export interface Unfinished {
  readonly number: number;
  readonly reports: readonly Report[];
}

export interface PrunerOptions {
  readonly direction: Direction;
  readonly studyName: string;
}
