/** Curves between 0 and 1, by name, each with the area under it in the legend. */

import { isRecord } from '../is-record.js';
import { PlotError } from './errors.js';
import type { Figure, Trace } from './figure.js';
import { curve } from './line.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { readNumbers } from './numbers.js';
import { axis, GRID } from './theme.js';

/** A curve's points and what its name in the legend says. */
export interface NamedCurve {
  readonly name: string | undefined;
  readonly x: number[];
  readonly y: number[];
  readonly area: number;
}

export interface UnitSquare {
  readonly xTitle: string;
  readonly yTitle: string;
  /** What areas are called in the legend. */
  readonly areaTitle: string;
  /** What chance gives, from one point to another. */
  readonly chance?: { readonly x: readonly number[]; readonly y: readonly number[] };
}

/**
 * Reads one curve or several by name.
 * @throws PlotError unless each has these two lists of numbers, of the same length
 */
export function readCurves<Key extends string>(
  chart: string,
  given: unknown,
  [x, y]: readonly [Key, Key],
): { name: string | undefined; x: number[]; y: number[] }[] {
  const isOne = isRecord(given) && x in given;
  const named: [string | undefined, unknown][] = isOne
    ? [[undefined, given]]
    : Object.entries(isRecord(given) ? given : {});
  if (named.length === 0) {
    throw new PlotError(chart, 'curves', `{ ${x}, ${y} }, or such curves by name`, given);
  }
  return named.map(([name, points]) => {
    const of = (key: Key) => (isRecord(points) ? points[key] : undefined);
    const argument = (key: Key) => (name === undefined ? key : `${name}.${key}`);
    const xs = readNumbers(chart, argument(x), of(x));
    const ys = readNumbers(chart, argument(y), of(y));
    if (xs.length === ys.length) return { name, x: xs, y: ys };
    throw new PlotError(chart, argument(y), `as long as its ${x} (${xs.length})`, ys);
  });
}

export function drawInSquare(
  curves: readonly NamedCurve[],
  { xTitle, yTitle, areaTitle, chance }: UnitSquare,
  options: ChartOptions,
): Figure {
  const range = [-0.02, 1.02];
  const traces = curves.map(
    ({ name, area, ...points }, i): Trace => ({
      ...curve(points, i),
      mode: 'lines',
      name: `${name ?? 'model'} (${areaTitle} ${area.toFixed(3)})`,
      hovertemplate: `${name === undefined ? '' : `${name}: `}%{x:.3f}, %{y:.3f}<extra></extra>`,
    }),
  );
  return makeFigure(
    chance ? [...traces, chanceLine(chance)] : traces,
    {
      height: 460,
      xaxis: axis({ title: xTitle, range, constrain: 'domain', constraintoward: 'left' }),
      yaxis: axis({ title: yTitle, range, scaleanchor: 'x' }),
      legend: { x: 1.02, xanchor: 'left', y: 1, yanchor: 'top' },
      showlegend: true,
    },
    options,
  );
}

/** What chance, or a perfect model, would give: a quiet dashed line. */
export function chanceLine({ x, y }: { x: readonly number[]; y: readonly number[] }): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...x],
    y: [...y],
    line: { color: GRID, dash: 'dash', width: 1.5 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}
