/** A search's trials as columns of numbers, and the axes that their parameters need. */
import { PlotError } from './errors.js';
import type { Json } from './figure.js';
import { axis } from './theme.js';

/** A parameter that varies by more than this factor gets a logarithmic axis. */
const LOG_FACTOR = 20;
/** So many different values, or fewer, are each named on the axis. */
const NAMED_VALUES = 6;

/** One trial of a search, as `tune` returns it; without a value it failed or was given up. */
export interface TrialLike {
  /** What was tried. */
  readonly params: object;
  /** What came out. */
  readonly value?: number;
  /** What it reported while it ran. */
  readonly reports?: readonly { readonly step: number; readonly value: number }[];
}

/** What `tune` returned, or its trials. */
export type TrialsLike =
  | { readonly trials: readonly TrialLike[]; readonly direction?: 'minimize' | 'maximize' }
  | readonly TrialLike[];

export interface CompleteTrialLike extends TrialLike {
  readonly value: number;
}

/** A parameter's value in each trial. */
export interface Parameter {
  readonly name: string;
  readonly values: readonly (number | string)[];
  readonly isLog: boolean;
}

/** @throws PlotError unless there are trials */
export function readTrials(chart: string, given: unknown): TrialLike[] {
  const trials: unknown =
    typeof given === 'object' && given !== null && 'trials' in given ? given.trials : given;
  if (!Array.isArray(trials)) {
    throw new PlotError(chart, 'trials', 'what tune returned, or a list of trials', given);
  }
  return trials.map((trial: unknown, i) => {
    if (isTrial(trial)) return trial;
    throw new PlotError(chart, `trials[${i}]`, '{ params, value }', trial);
  });
}

/** @throws PlotError unless a trial has a value */
export function readComplete(chart: string, given: unknown): CompleteTrialLike[] {
  const complete = readTrials(chart, given).filter(
    (trial): trial is CompleteTrialLike => trial.value !== undefined,
  );
  if (complete.length > 0) return complete;
  throw new PlotError(chart, 'trials', 'trials with a value', given);
}

/** Trials without a direction are taken as to be minimised, as Optuna does. */
export function isMaximised(given: TrialsLike): boolean {
  return 'direction' in given && given.direction === 'maximize';
}

/**
 * The named parameters, by default all.
 * @throws PlotError when one isn't there
 */
export function readParameters(
  chart: string,
  trials: readonly TrialLike[],
  names: readonly string[] = Object.keys(trials[0]?.params ?? {}),
): Parameter[] {
  if (names.length === 0) throw new PlotError(chart, 'params', 'at least one name', names);
  return names.map((name) => readParameter(chart, name, trials));
}

function readParameter(chart: string, name: string, trials: readonly TrialLike[]): Parameter {
  const values = trials.map(({ params }): number | string => {
    const value: unknown = Reflect.get(params, name);
    if (value === undefined)
      throw new PlotError(chart, 'params', `in each trial ('${name}')`, params);
    return typeof value === 'number' ? value : String(value);
  });
  const numbers = values.filter((value) => typeof value === 'number');
  const low = Math.min(...numbers);
  const isLog =
    numbers.length === values.length && low > 0 && Math.max(...numbers) / low > LOG_FACTOR;
  return { name, values, isLog };
}

export function isCategory({ values }: Parameter): boolean {
  return values.some((value) => typeof value === 'string');
}

/** A few values are each named, a wide range is logarithmic. */
export function parameterAxis(parameter: Parameter): { [key: string]: Json } {
  const { name, values, isLog } = parameter;
  const different = distinct(values);
  const areNamed = !isLog && different.length <= NAMED_VALUES;
  return axis({
    title: name,
    log: isLog,
    ...(areNamed ? { tickvals: different } : {}),
    ...(isCategory(parameter) ? { type: 'category' } : {}),
    ...(isLog ? { dtick: 1, minor: { showgrid: false } } : {}),
  });
}

/** The different values, numbers by size. */
export function distinct(values: readonly (number | string)[]): (number | string)[] {
  return [...new Set(values)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
  );
}

/** What stands beside a trial's point. */
export function hoverText({ params, value }: TrialLike, valueTitle: string): string {
  const lines = Object.entries(params).map(
    ([name, given]) =>
      `${name}: ${typeof given === 'number' ? Number(given.toPrecision(4)) : given}`,
  );
  return [...lines, `${valueTitle}: ${value?.toPrecision(4)}`].join('<br>');
}

function isTrial(value: unknown): value is TrialLike {
  if (typeof value !== 'object' || value === null || !('params' in value)) return false;
  const hasValue =
    !('value' in value) || value.value === undefined || typeof value.value === 'number';
  return hasValue && typeof value.params === 'object' && value.params !== null;
}
