/** What a search gave. */
import type { History, Sampled } from './samplers/index.js';
import { type Space, TuneError } from './space.js';
import {
  type CompleteTrial,
  type Direction,
  isBetter,
  type RunningTrial,
  type Trial,
} from './trial.js';

/** What {@link tune} gives: all trials, and the best. */
export interface Study<P> {
  /** Its name in the storage. */
  readonly name: string;
  /** Whether small values are good, or large ones. */
  readonly direction: Direction;
  /** What was searched. */
  readonly space: Space;
  /** All trials that have ended, by number; a stored study's earlier ones too. */
  readonly trials: readonly Trial<P>[];
  /** The complete trial with the best value. */
  readonly best: CompleteTrial<P>;
}

/** @throws TuneError when no trial is complete */
export function studyOf(
  { name, direction, space }: Pick<Study<Sampled>, 'name' | 'direction' | 'space'>,
  history: History,
): Study<Sampled> {
  const trials = history.filter((trial) => trial.state !== 'running');
  const best = bestOf(trials, direction);
  if (best === undefined) throw noneComplete(trials);
  return { name, direction, space, trials, best };
}

export function bestOf<P>(
  trials: readonly (Trial<P> | RunningTrial<P>)[],
  direction: Direction,
): CompleteTrial<P> | undefined {
  let best: CompleteTrial<P> | undefined;
  for (const trial of trials) {
    if (trial.state !== 'complete') continue;
    if (!best || isBetter(trial.value, best.value, direction)) best = trial;
  }
  return best;
}

function noneComplete(trials: readonly Trial<unknown>[]): TuneError {
  const failed = trials.findLast((trial) => trial.state === 'failed');
  if (!failed) {
    return new TuneError(
      'timeout',
      'tune: the timeout ended the study before a trial was complete.',
    );
  }
  const allFailed = trials.every(({ state }) => state === 'failed');
  const count = allFailed
    ? `all ${trials.length} trials failed`
    : `none of ${trials.length} trials is complete, some failed`;
  const error = new TuneError(
    'objective',
    `tune: ${count}, the last one with: ${failed.error.message}`,
  );
  error.cause = failed.error;
  return error;
}
