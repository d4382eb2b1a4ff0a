/** Line charts: one or several named curves. */
import { decimate } from './decimate.js';
import { PlotError } from './errors.js';
import type { Figure, Trace } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { isSeriesObject, readSeries, type Series } from './numbers.js';
import { isTensorLike } from './tensor-like.js';
import { axis, color } from './theme.js';

const DEFAULTS = { xTitle: 'Index', yTitle: 'Value' };
/** More points than this can't be told apart on a screen. */
const MAX_POINTS = 5000;
/** Curves this short show their points. */
const MARKERS_BELOW = 30;

export interface LineOptions extends ChartOptions {
  /** With the unit, e.g. `Time (s)`. */
  xTitle?: string;
  /** What stands beside the vertical axis. */
  yTitle?: string;
  /** Whether the horizontal axis is logarithmic. */
  logX?: boolean;
  /** Whether the vertical axis is logarithmic. */
  logY?: boolean;
}

/**
 * One curve, or several by name. Curves of more than 5,000 points are thinned; peaks stay.
 *
 * @example line({ sin: { x, y: sin }, cos: { x, y: cos } }, { xTitle: 'Angle (rad)' })
 * @throws PlotError when a series isn't numbers, or its x and y differ in length.
 */
export function line(series: Series | Record<string, Series>, options: LineOptions = {}): Figure {
  const { xTitle = DEFAULTS.xTitle, yTitle = DEFAULTS.yTitle, logX, logY } = options;
  const traces = namedSeries('line', series).map(([name, values], i) =>
    curve(readSeries('line', name ?? 'series', values), i, name),
  );
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

/** A line trace in the palette's color of this index. */
export function curve(points: { x: number[]; y: number[] }, index: number, name?: string): Trace {
  const thin = decimate(points, MAX_POINTS);
  const isShort = thin.y.length > 0 && thin.y.length < MARKERS_BELOW;
  return {
    type: 'scatter',
    mode: isShort ? 'lines+markers' : 'lines',
    ...(name === undefined ? {} : { name }),
    x: thin.x,
    y: thin.y,
    line: { color: color(index), width: isShort ? 2 : 1.5 },
  };
}

/** One series without a name, or the entries of an object of series. */
export function namedSeries(chart: string, value: unknown): [string | undefined, unknown][] {
  const isOne =
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    isTensorLike(value) ||
    isSeriesObject(value);
  if (isOne) return [[undefined, value]];
  if (typeof value !== 'object' || value === null) {
    throw new PlotError(chart, 'series', 'a list of numbers, { x, y }, or series by name', value);
  }
  return Object.entries(value);
}
