/** Grouped bars: several numbers for each of some classes. */
import { PlotError } from './errors.js';
import type { Figure, Trace } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { type Numbers, readLabels, readNumbers } from './numbers.js';
import { axis, color } from './theme.js';

const DEFAULTS = { xTitle: 'Class', yTitle: 'Score (0 to 1)' };

export interface BarsOptions extends ChartOptions {
  /** The groups' names along the x axis; default 0, 1, 2 ... */
  labels?: readonly string[];
  /** What stands under the horizontal axis. */
  xTitle?: string;
  /** What stands beside the vertical axis. */
  yTitle?: string;
}

/**
 * Bars side by side, one colour for each name.
 *
 * @example bars({ Precision: precision, Recall: recall, F1: f1 }, { title: 'By digit' })
 * @throws PlotError when the lists aren't numbers or differ in length.
 */
export function bars(values: Record<string, Numbers>, options: BarsOptions = {}): Figure {
  const series = Object.entries(values ?? {}).map(
    ([name, numbers]) => [name, readNumbers('bars', name, numbers)] as const,
  );
  const first = series[0];
  if (first === undefined)
    throw new PlotError('bars', 'values', 'lists of numbers by name', values);
  const count = first[1].length;
  for (const [name, numbers] of series) {
    if (numbers.length !== count) {
      throw new PlotError('bars', name, `as long as ${first[0]} (${count})`, numbers);
    }
  }
  const labels = readLabels('bars', options.labels, count);
  const data = series.map(
    ([name, y], i): Trace => ({
      type: 'bar',
      name,
      x: labels,
      y,
      marker: { color: color(i) },
      hovertemplate: `${name} of %{x}: %{y:.4~g}<extra></extra>`,
    }),
  );
  return makeFigure(
    data,
    {
      barmode: 'group',
      bargap: 0.25,
      xaxis: axis({ title: options.xTitle ?? DEFAULTS.xTitle, type: 'category', showgrid: false }),
      yaxis: axis({ title: options.yTitle ?? defaultYTitle(series), rangemode: 'tozero' }),
      showlegend: data.length > 1,
    },
    options,
  );
}

function defaultYTitle(series: readonly (readonly [string, readonly number[]])[]): string {
  const areScores = series.every(([, numbers]) => numbers.every((n) => n >= 0 && n <= 1));
  return areScores ? DEFAULTS.yTitle : 'Value';
}
