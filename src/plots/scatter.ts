/** Scatter charts: points in the plane, by group or coloured by a value. */
import { PlotError } from './errors.js';
import type { Figure, Json, Trace } from './figure.js';
import type { LineOptions } from './line.js';
import { namedSeries } from './line.js';
import { makeFigure } from './make-figure.js';
import { type Numbers, readNumbers, readSeries, type Series } from './numbers.js';
import { axis, color, SEQUENTIAL } from './theme.js';

const MARKER_SIZE = 8;

export interface ScatterOptions extends LineOptions {
  /** One value a point, drawn as its colour; for a single group. */
  color?: Numbers;
  /** What stands at the scale of colours. */
  colorTitle?: string;
  /** One text a point, shown when the pointer is on it; for a single group. */
  text?: readonly string[];
}

/**
 * Points, as one group or several by name.
 *
 * @example scatter({ x: heights, y: weights }, { xTitle: 'Height (m)', yTitle: 'Weight (kg)' })
 * @throws PlotError when x, y, color or text differ in length or aren't numbers.
 */
export function scatter(
  points: Series | Record<string, Series>,
  options: ScatterOptions = {},
): Figure {
  const { xTitle = 'x', yTitle = 'y', logX, logY } = options;
  const groups = namedSeries('scatter', points);
  if (groups.length !== 1 && (options.color !== undefined || options.text !== undefined)) {
    throw new PlotError('scatter', 'points', 'one group when color or text is given', points);
  }
  const traces = groups.map(([name, values], i): Trace => {
    const { x, y } = readSeries('scatter', name ?? 'points', values);
    return {
      type: 'scatter',
      mode: 'markers',
      ...(name === undefined ? {} : { name }),
      x,
      y,
      ...texts(options.text, y.length),
      marker: { size: MARKER_SIZE, ...colors(options, y.length, i) },
    };
  });
  return makeFigure(
    traces,
    {
      xaxis: axis({ title: xTitle, log: logX }),
      yaxis: axis({ title: yTitle, log: logY }),
      showlegend: traces.length > 1,
    },
    options,
  );
}

function texts(text: readonly string[] | undefined, count: number): { text?: Json } {
  if (text === undefined) return {};
  if (text.length !== count) throw new PlotError('scatter', 'text', `${count} texts`, text);
  return { text };
}

function colors(options: ScatterOptions, count: number, index: number): { [key: string]: Json } {
  if (options.color === undefined) return { color: color(index) };
  const values = readNumbers('scatter', 'color', options.color);
  if (values.length !== count) throw new PlotError('scatter', 'color', `${count} numbers`, values);
  return {
    color: values,
    colorscale: SEQUENTIAL,
    showscale: true,
    colorbar: { title: { text: options.colorTitle ?? '' }, thickness: 12 },
  };
}
