/**
 * How much each parameter mattered for reaching the best values: PED-ANOVA, which compares where the best
 * trials were with where all were.
 *
 * S. Watanabe et al., PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces,
 * IJCAI 2023 (arXiv:2304.10255). Optuna: `get_param_importances` with `PedAnovaImportanceEvaluator`.
 */
import { logProbability } from './samplers/truncated-normal.js';
import { type Dimension, type Space, TuneError } from './space.js';
import type { Study } from './study.js';
import { type CompleteTrial, isBetter } from './trial.js';

/** The share of the trials that are the best. */
const BEST = 0.1;
/** A range is looked at in so many steps at most. */
const STEPS = 50;
/** Keeps a density of 0 from dividing. */
const TINY = 1e-12;
/** 90 % of a kernel of this width or more lie in one step. */
const LEAST_WIDTH = 0.5 / 1.64;

/**
 * Each parameter's importance, the greatest first; their sum is 1. At least 50 trials say something.
 *
 * @throws TuneError when fewer than two trials are complete.
 */
export function paramImportances<P>({
  space,
  direction,
  trials,
}: Pick<Study<P>, 'space' | 'direction' | 'trials'>): Record<string, number> {
  const complete = trials.filter(
    (trial): trial is CompleteTrial<P> =>
      trial.state === 'complete' && Number.isFinite(trial.value),
  );
  if (complete.length < 2) {
    throw new TuneError(
      'trials',
      `paramImportances: the study has ${complete.length} complete trials, and needs two or more.`,
    );
  }
  const sorted = complete.toSorted((a, b) => (isBetter(a.value, b.value, direction) ? -1 : 1));
  const cutoff = sorted[Math.ceil(BEST * sorted.length) - 1];
  const best = complete.filter(({ value }) => !isBetter(cutoff.value, value, direction));
  const divergences = Object.entries(space).map(([name, dimension]) => {
    const valuesOf = (some: readonly CompleteTrial<P>[]) =>
      some.map(({ params }): unknown => Reflect.get(Object(params), name));
    return [name, divergence(valuesOf(best), valuesOf(complete), dimension)] as const;
  });
  return shares(divergences);
}

function shares(values: readonly (readonly [string, number])[]): Record<string, number> {
  const total = values.reduce((sum, [, value]) => sum + value, 0);
  const share = (value: number) => (total > 0 ? value / total : 1 / values.length);
  const sorted = values.toSorted(([, a], [, b]) => b - a);
  return Object.fromEntries(sorted.map(([name, value]) => [name, share(value)]));
}

/** Pearson's divergence of the best trials' density from that of all. */
function divergence(
  best: readonly unknown[],
  all: readonly unknown[],
  dimension: Dimension,
): number {
  const isSingle =
    'choices' in dimension ? dimension.choices.length === 1 : dimension.low === dimension.high;
  if (isSingle) return 0;
  const density = 'choices' in dimension ? densityOfChoices : densityOfRange;
  const top = density(counts(best, dimension)).map((p) => p + TINY);
  const everywhere = density(counts(all, dimension)).map((p) => p + TINY);
  return everywhere.reduce((sum, p, i) => sum + p * (top[i] / p - 1) ** 2, 0);
}

/** How many of the values lie at each choice, or at each step of a range. */
function counts(values: readonly unknown[], dimension: Dimension): number[] {
  const places =
    'choices' in dimension
      ? values.map((value) => dimension.choices.findIndex((choice) => Object.is(choice, value)))
      : stepsOf(values.map(Number), dimension);
  const length = 'choices' in dimension ? dimension.choices.length : stepCount(dimension);
  const result = new Array<number>(length).fill(0);
  for (const place of places) if (place >= 0) result[place] += 1;
  return result;
}

type Range = Exclude<Space[string], { choices: readonly unknown[] }>;

function stepCount({ low, high, int, log }: Range): number {
  if (!int) return STEPS;
  const values = high - low + 1;
  return Math.min(STEPS, log ? Math.ceil(Math.log2(values)) + 1 : values);
}

function stepsOf(values: readonly number[], range: Range): number[] {
  const scaled = (value: number) => (range.log ? Math.log(value) : value);
  const last = stepCount(range) - 1;
  const low = scaled(range.low);
  const size = (scaled(range.high) - low) / last;
  return values.map((value) => {
    const step = Math.ceil((scaled(value) - low) / size - 0.5);
    return Math.min(last, Math.max(0, step));
  });
}

/** A mixture of a kernel for each choice that occurs, as heavy as it occurs often, and an even one. */
function densityOfChoices(seen: readonly number[]): number[] {
  const kernels = seen.filter((count) => count > 0).length + 1;
  const total = seen.reduce((sum, count) => sum + count, 0) + 1;
  const prior = 1 / kernels;
  const row = prior * seen.length + 1;
  return seen.map((_, choice) => {
    const ofKernels = seen.reduce(
      (sum, count, kernel) => sum + (count * (prior + (kernel === choice ? 1 : 0))) / row,
      0,
    );
    return (ofKernels + 1 / seen.length) / total;
  });
}

/** The same over the steps of a range, the kernels being normal and as wide as Scott's rule says. */
function densityOfRange(seen: readonly number[]): number[] {
  const low = -0.5;
  const high = seen.length - 0.5;
  const observed = [...seen.keys()].filter((step) => seen[step] > 0);
  const deviation = Math.max(LEAST_WIDTH, scottWidth(observed, seen));
  const total = observed.reduce((sum, step) => sum + seen[step], 0) + 1;
  const kernels = observed.map((mean) => ({ weight: seen[mean], mean, deviation, low, high }));
  kernels.push({ weight: 1, mean: (seen.length - 1) / 2, deviation: seen.length, low, high });
  return seen.map((_, step) =>
    kernels.reduce((sum, kernel) => {
      const log = logProbability(step - 0.5, step + 0.5, kernel);
      return sum + (kernel.weight / total) * Math.exp(log);
    }, 0),
  );
}

/** D. W. Scott, Multivariate Density Estimation, 1992, with Optuna's quartiles. */
function scottWidth(observed: readonly number[], seen: readonly number[]): number {
  const weights = observed.map((step) => seen[step]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = observed.reduce((sum, step, i) => sum + step * weights[i], 0) / total;
  const squares = observed.reduce((sum, step, i) => sum + weights[i] * (step - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let running = 0;
  const cumulative = weights.map((weight) => {
    running += weight;
    return running;
  });
  const lower = cumulative.filter((sum) => sum < Math.floor(total / 4)).length;
  const upper = cumulative.filter((sum) => sum <= Math.floor((total * 3) / 4)).length;
  const between = observed[Math.min(observed.length - 1, upper)] - observed[lower];
  return 1.059 * Math.min(between / 1.34, deviation) * total ** -0.2;
}
