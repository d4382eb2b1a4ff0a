/** A search's trials: two parameters against each other coloured by value, or a panel for each. */
import { PlotError } from './errors.js';
import type { Figure, Json, Trace } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis, color, SEQUENTIAL, TEXT } from './theme.js';

const DEFAULTS = { title: 'Search', valueTitle: 'Value' };
/** A parameter that varies by more than this factor gets a logarithmic axis. */
const LOG_FACTOR = 20;
/** So many different values, or fewer, are each named on the axis. */
const NAMED_VALUES = 6;
const MARKER_SIZE = 14;
/** Of a panel's width, left free at each side. */
const PANEL_GAP = 0.06;

/** One trial of a search, as `tune` returns it; without a value it failed. */
export interface TrialLike {
  readonly params: object;
  readonly value?: number;
}

export interface TuningOptions extends ChartOptions {
  /** The parameters to draw, in order; by default all. */
  params?: readonly string[];
  /** What the value is, e.g. `Validation accuracy`. */
  valueTitle?: string;
}

interface Parameter {
  name: string;
  values: (number | string)[];
  isLog: boolean;
}

/**
 * Draws two parameters against each other with the value as colour; one, or more than two, each
 * against the value. Failed trials are left out, and the title says how many.
 *
 * @param trials what `tune` returned, or its trials
 * @throws PlotError when no trial has a value, or a parameter isn't there.
 */
export function tuning(
  trials: { readonly trials: readonly TrialLike[] } | readonly TrialLike[],
  options: TuningOptions = {},
): Figure {
  const all = readTrials(trials);
  const done = all.filter(({ value }) => value !== undefined);
  if (done.length === 0) throw new PlotError('tuning', 'trials', 'trials with a value', trials);
  const values = done.map(({ value }) => value ?? NaN);
  const names = options.params ?? Object.keys(done[0]?.params ?? {});
  const parameters = names.map((name) => readParameter(name, done));
  const valueTitle = options.valueTitle ?? DEFAULTS.valueTitle;
  const failed = all.length - done.length;
  const title = `${options.title ?? DEFAULTS.title}${failed ? ` (${failed} failed, not drawn)` : ''}`;
  const titled = { ...options, title };

  const [first, second, ...rest] = parameters;
  if (first === undefined) throw new PlotError('tuning', 'params', 'at least one name', names);
  const texts = done.map(({ params, value }) => hoverText(params, valueTitle, value));
  if (rest.length > 0 || second === undefined) {
    return slices(parameters, values, texts, valueTitle, titled);
  }
  const colored = {
    color: values,
    colorscale: SEQUENTIAL,
    showscale: true,
    colorbar: { title: { text: valueTitle }, thickness: 12 },
  };
  return makeFigure(
    [points(first.values, second.values, texts, colored)],
    {
      xaxis: parameterAxis(first),
      yaxis: parameterAxis(second),
      showlegend: false,
    },
    titled,
  );
}

/** The value against each parameter in a panel of its own, as in Optuna's slice plot. */
function slices(
  parameters: readonly Parameter[],
  values: number[],
  texts: string[],
  valueTitle: string,
  options: ChartOptions,
): Figure {
  const width = 1 / parameters.length;
  const suffix = (i: number) => (i === 0 ? '' : String(i + 1));
  return makeFigure(
    parameters.map((parameter, i) => ({
      ...points(parameter.values, values, texts, { color: color(0) }),
      xaxis: `x${suffix(i)}`,
    })),
    {
      ...Object.fromEntries(
        parameters.map((parameter, i) => [
          `xaxis${suffix(i)}`,
          {
            ...parameterAxis(parameter),
            domain: [(i + PANEL_GAP) * width, (i + 1 - PANEL_GAP) * width],
          },
        ]),
      ),
      yaxis: axis({ title: valueTitle }),
      showlegend: false,
    },
    options,
  );
}

function points(
  x: (number | string)[],
  y: (number | string)[],
  text: string[],
  marker: { [attribute: string]: Json },
): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    x,
    y,
    text,
    hovertemplate: '%{text}<extra></extra>',
    marker: { size: MARKER_SIZE, line: { color: TEXT, width: 1 }, ...marker },
  };
}

function parameterAxis({ name, values, isLog }: Parameter) {
  const different = distinct(values);
  const areNamed = !isLog && different.length <= NAMED_VALUES;
  const isCategory = different.some((value) => typeof value === 'string');
  return axis({
    title: name,
    log: isLog,
    ...(areNamed ? { tickvals: different } : {}),
    ...(isCategory ? { type: 'category' } : {}),
    ...(isLog ? { dtick: 1, minor: { showgrid: false } } : {}),
  });
}

function distinct(values: readonly (number | string)[]): (number | string)[] {
  return [...new Set(values)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
  );
}

function readParameter(name: string, trials: readonly TrialLike[]): Parameter {
  const values = trials.map(({ params }): number | string => {
    const value: unknown = Reflect.get(params, name);
    if (value === undefined)
      throw new PlotError('tuning', 'params', `in each trial ('${name}')`, params);
    return typeof value === 'number' ? value : String(value);
  });
  const numbers = values.filter((value) => typeof value === 'number');
  const low = Math.min(...numbers);
  const isLog =
    numbers.length === values.length && low > 0 && Math.max(...numbers) / low > LOG_FACTOR;
  return { name, values, isLog };
}

function readTrials(value: unknown): TrialLike[] {
  const trials: unknown =
    typeof value === 'object' && value !== null && 'trials' in value ? value.trials : value;
  if (!Array.isArray(trials)) {
    throw new PlotError('tuning', 'trials', 'what tune returned, or a list of trials', value);
  }
  return trials.map((trial: unknown, i) => {
    if (isTrial(trial)) return trial;
    throw new PlotError('tuning', `trials[${i}]`, '{ params, value }', trial);
  });
}

function isTrial(value: unknown): value is TrialLike {
  if (typeof value !== 'object' || value === null || !('params' in value)) return false;
  const hasValue =
    !('value' in value) || value.value === undefined || typeof value.value === 'number';
  return hasValue && typeof value.params === 'object' && value.params !== null;
}

function hoverText(params: object, valueTitle: string, value: number | undefined): string {
  const lines = Object.entries(params).map(
    ([name, given]) =>
      `${name}: ${typeof given === 'number' ? Number(given.toPrecision(4)) : given}`,
  );
  return [...lines, `${valueTitle}: ${value?.toPrecision(4)}`].join('<br>');
}
