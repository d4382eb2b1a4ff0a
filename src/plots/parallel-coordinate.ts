/** All parameters of all trials side by side. Optuna: `plot_parallel_coordinate`. */
import type { Figure, Json } from './figure.js';
import { makeFigure } from './make-figure.js';
import { coloredBy, type TrialsOptions, VALUE_TITLE } from './trial-points.js';
import {
  distinct,
  isCategory,
  type Parameter,
  readComplete,
  readParameters,
  type TrialsLike,
} from './trials.js';

/**
 * A line for each complete trial, from its value through its parameters, coloured by the value. Dragging
 * along an axis keeps the lines that pass there.
 *
 * @param trials what `tune` returned, or its trials
 * @throws PlotError when no trial has a value, or a parameter isn't there.
 */
export function parallelCoordinate(trials: TrialsLike, options: TrialsOptions = {}): Figure {
  const { valueTitle = VALUE_TITLE } = options;
  const done = readComplete('parallelCoordinate', trials);
  const parameters = readParameters('parallelCoordinate', done, options.params);
  const values = done.map(({ value }) => value);
  return makeFigure(
    [
      {
        type: 'parcoords',
        line: coloredBy(values, valueTitle),
        dimensions: [{ label: valueTitle, values }, ...parameters.map(dimensionOf)],
      },
    ],
    { margin: { l: 56, r: 24, t: 88, b: 32 } },
    { title: 'Trials by parameter', ...options },
  );
}

/** plotly's dimensions are numbers on even axes: others get places, and ticks that name them. */
function dimensionOf(parameter: Parameter): { [key: string]: Json } {
  const { name, values, isLog } = parameter;
  const different = distinct(values);
  if (isCategory(parameter)) {
    return {
      label: name,
      values: values.map((value) => different.indexOf(value)),
      tickvals: different.map((_, i) => i),
      ticktext: different.map(String),
    };
  }
  const numbers = values.map(Number);
  if (!isLog) return { label: name, values: numbers };
  const logs = numbers.map(Math.log10);
  const low = Math.floor(Math.min(...logs));
  const powers = Array.from({ length: Math.ceil(Math.max(...logs)) - low + 1 }, (_, i) => low + i);
  return {
    label: name,
    values: logs,
    tickvals: powers,
    ticktext: powers.map((power) => String(10 ** power)),
  };
}
