/**
 * `tune`: runs an objective with different parameters and remembers how each did.
 * One trial after another in this process; a trial that throws is kept as failed and does not end
 * the study. Follows Optuna's `study.optimize`.
 */
import { throwIfInterrupted } from '../interrupt.js';
import { Generator } from '../random/index.js';
import { gridSampler, randomSampler, type SamplerName } from './samplers.js';
import { checkSpace, type Params, type Space, TuneError } from './space.js';

/** One run of the objective. */
export type Trial<P> = { number: number; params: P; seconds: number } & (
  | { state: 'complete'; value: number }
  | { state: 'failed'; error: Error }
);
export type CompleteTrial<P> = Extract<Trial<P>, { state: 'complete' }>;

export interface Study<P> {
  direction: 'minimize' | 'maximize';
  trials: Trial<P>[];
  /** The complete trial with the best value. */
  best: CompleteTrial<P>;
}

export interface TuneOptions<P> {
  direction?: 'minimize' | 'maximize';
  sampler?: SamplerName;
  /** How many trials at most; a grid ends by itself. */
  trials?: number;
  /** Seconds after which no new trial starts. */
  timeout?: number;
  seed?: number;
  /** Called after each trial; by default a line is printed. */
  onTrial?: (trial: Trial<P>, best: CompleteTrial<P> | undefined) => void;
}

const DEFAULT_RANDOM_TRIALS = 20;

/**
 * Searches `space` for the parameters with the best objective.
 *
 * @example
 * const study = await tune(
 *   { lr: { low: 1e-3, high: 1e-1, log: true }, hidden: { choices: [128, 512] } },
 *   async ({ lr, hidden }) => (lr - 0.01) ** 2 + hidden / 1e6,
 *   { sampler: 'random', trials: 10, seed: 0 },
 * );
 * study.best.params;
 *
 * @throws TuneError when the space or an option can't be used, or when no trial completed.
 */
export async function tune<const S extends Space>(
  space: S,
  objective: (params: Params<S>, trial: { number: number }) => number | Promise<number>,
  options: TuneOptions<Params<S>> = {},
): Promise<Study<Params<S>>> {
  checkSpace(space);
  const { direction = 'minimize', sampler = 'random', onTrial = printTrial } = options;
  const limit = trialLimit(sampler, options.trials);
  const deadline = options.timeout === undefined ? Infinity : Date.now() + options.timeout * 1000;
  const trials: Trial<Params<S>>[] = [];
  let best: CompleteTrial<Params<S>> | undefined;

  for (const params of sample(sampler, space, options.seed ?? 0)) {
    if (trials.length >= limit || Date.now() >= deadline) break;
    // The samplers give each of the space's names a value of its dimension.
    const trial = await run(objective, params as Params<S>, trials.length);
    throwIfInterrupted();
    trials.push(trial);
    if (trial.state === 'complete' && isBetter(trial.value, best?.value, direction)) best = trial;
    onTrial(trial, best);
  }
  if (best === undefined) throw noneComplete(trials);
  return { direction, trials, best };
}

async function run<P>(
  objective: (params: P, trial: { number: number }) => number | Promise<number>,
  params: P,
  number: number,
): Promise<Trial<P>> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  try {
    const value = await objective(params, { number });
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new TuneError('objective', `the objective returned ${String(value)}, not a number.`);
    }
    return { state: 'complete', number, params, value, seconds: seconds() };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { state: 'failed', number, params, error, seconds: seconds() };
  }
}

function sample(
  sampler: SamplerName,
  space: Space,
  seed: number,
): Iterable<Record<string, unknown>> {
  switch (sampler) {
    case 'grid':
      return gridSampler(space);
    case 'random':
      return randomSampler(space, new Generator(seed));
    default:
      sampler satisfies never;
      throw new TuneError(
        'sampler',
        `tune: there is no sampler '${sampler}'; use 'grid' or 'random'.`,
      );
  }
}

function trialLimit(sampler: SamplerName, trials: number | undefined): number {
  if (trials === undefined) return sampler === 'grid' ? Infinity : DEFAULT_RANDOM_TRIALS;
  if (Number.isInteger(trials) && trials > 0) return trials;
  throw new TuneError('trials', `tune: trials must be a whole number above 0, got ${trials}.`);
}

function isBetter(value: number, best: number | undefined, direction: 'minimize' | 'maximize') {
  if (best === undefined) return true;
  return direction === 'minimize' ? value < best : value > best;
}

function noneComplete(trials: readonly Trial<unknown>[]): TuneError {
  const last = trials.at(-1);
  if (last?.state !== 'failed') {
    return new TuneError('timeout', 'tune: the timeout ended the study before its first trial.');
  }
  const error = new TuneError(
    'objective',
    `tune: all ${trials.length} trials failed, the last one with: ${last.error.message}`,
  );
  error.cause = last.error;
  return error;
}

function printTrial(trial: Trial<unknown>, best: CompleteTrial<unknown> | undefined): void {
  const result = trial.state === 'complete' ? trial.value.toPrecision(4) : trial.error.message;
  const mark = best === trial ? '  best so far' : '';
  console.log(
    `trial ${trial.number}: ${describe(trial.params)} -> ${result} (${trial.seconds.toFixed(1)} s)${mark}`,
  );
}

function describe(params: unknown): string {
  return Object.entries(params as Record<string, unknown>)
    .map(
      ([name, value]) => `${name} = ${typeof value === 'number' ? +value.toPrecision(4) : value}`,
    )
    .join(', ');
}
