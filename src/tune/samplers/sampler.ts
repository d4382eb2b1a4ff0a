/** Samplers: what the next trial tries, given what the trials before it gave. */
import { Generator } from '../../random/index.js';
import type { Space } from '../space.js';
import type { Direction, RunningTrial, Trial } from '../trial.js';

/** A value for each of a space's names. */
export type Sampled = Readonly<Record<string, unknown>>;

export interface Sampler {
  /**
   * Parameters for trial `number`; undefined when there is nothing left to try. The same `number`
   * after the same `history` gives the same parameters, so that a study which is resumed goes on
   * as if it had not been interrupted.
   */
  next(number: number, history: History): Sampled | undefined;
}

/** Trials that have ended, and those that other processes are at. */
export type History = readonly (Trial<Sampled> | RunningTrial<Sampled>)[];

export interface SamplerOptions {
  readonly space: Space;
  readonly seed: number;
  readonly direction: Direction;
}

/** A generator of the trial's own. The factor keeps the trials of neighbouring seeds apart. */
export function generatorFor(seed: number, number: number): Generator {
  return new Generator((seed * 1_000_003 + number) % 2 ** 32);
}
