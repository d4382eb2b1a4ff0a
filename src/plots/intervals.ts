/** Figures with their intervals, one below the other. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis, color, GRID } from './theme.js';

const DEFAULTS = { xTitle: 'Value' };
/** Pixels for each row, and besides the rows. */
const ROW = 30;
const MARGINS = 130;

/** What `metrics.bootstrap` returns, as far as it is drawn. */
export interface IntervalLike {
  /** Where the point is. */
  readonly value: number;
  /** Where the interval begins. */
  readonly low: number;
  /** Where it ends. */
  readonly high: number;
}

/** Options of {@link intervals}. */
export interface IntervalsOptions extends ChartOptions {
  /** What the figure is, e.g. `Accuracy`. */
  xTitle?: string;
  /** Drawn as a dashed line, such as the figure of all samples. */
  reference?: number;
}

/**
 * A point and its interval for each name, the first on top.
 *
 * @example intervals({ small: evaluate(a, loader).interval('accuracy'), large: evaluate(b, loader).interval('accuracy') })
 * @throws PlotError when there are none, or one has no value, low and high.
 */
export function intervals(
  named: Readonly<Record<string, IntervalLike>>,
  options: IntervalsOptions = {},
): Figure {
  const rows = Object.entries(named ?? {});
  if (rows.length === 0) {
    throw new PlotError('intervals', 'named', 'intervals by name', named);
  }
  for (const [name, interval] of rows) {
    const { value, low, high } = interval ?? {};
    if ([value, low, high].every((number) => typeof number === 'number')) continue;
    throw new PlotError('intervals', name, '{ value, low, high }', interval);
  }
  const of = (figure: (interval: IntervalLike) => number) => rows.map(([, each]) => figure(each));
  const { xTitle = DEFAULTS.xTitle, reference } = options;
  return makeFigure(
    [
      {
        type: 'scatter',
        mode: 'markers',
        x: of(({ value }) => value),
        y: rows.map(([name]) => name),
        error_x: {
          type: 'data',
          symmetric: false,
          array: of(({ value, high }) => high - value),
          arrayminus: of(({ value, low }) => value - low),
          thickness: 2,
          width: 5,
        },
        customdata: rows.map(([, { low, high }]) => [low, high]),
        hovertemplate:
          '%{y}: %{x:.4~g}, %{customdata[0]:.4~g} to %{customdata[1]:.4~g}<extra></extra>',
        marker: { size: 9, color: color(0) },
      },
    ],
    {
      height: rows.length * ROW + MARGINS,
      xaxis: axis({ title: xTitle }),
      yaxis: axis({ title: '', type: 'category', autorange: 'reversed' }),
      shapes:
        reference === undefined
          ? []
          : [
              {
                type: 'line',
                x0: reference,
                x1: reference,
                yref: 'paper',
                y0: 0,
                y1: 1,
                line: { color: GRID, dash: 'dash', width: 1.5 },
              },
            ],
      showlegend: false,
    },
    options,
  );
}
