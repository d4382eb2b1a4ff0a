/** The reliability diagram: whether a model is as often right as it is sure. */
import { PlotError } from './errors.js';
import type { Figure, Trace } from './figure.js';
import { curve } from './line.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { chanceLine, readCurves } from './named-curves.js';
import { type Numbers, readNumbers } from './numbers.js';
import { axis, color } from './theme.js';

const DEFAULTS = { title: 'Reliability' };
/** Of the height, for the counts. */
const COUNTS_SHARE = 0.2;

/** What `metrics.calibrationCurve` returns, as far as it is drawn. */
export interface CalibrationCurveLike {
  /** The share of positives, or of right answers, in each bin. */
  readonly probTrue: Numbers;
  /** The mean predicted probability there. */
  readonly probPred: Numbers;
  /** How many samples each bin has, drawn as bars below. */
  readonly counts?: Numbers;
}

/**
 * One curve or several by name. Below the dashed diagonal a model is too sure, above it not sure enough.
 *
 * @example reliability(metrics.calibrationCurve(labels, probabilities))
 * @throws PlotError when a curve isn't numbers, or its lists differ in length.
 */
export function reliability(
  curves: CalibrationCurveLike | Readonly<Record<string, CalibrationCurveLike>>,
  options: ChartOptions = {},
): Figure {
  const read = readCurves('reliability', curves, ['probPred', 'probTrue']);
  const lines = read.map(
    ({ name, ...points }, i): Trace => ({
      ...curve(points, i, name),
      mode: 'lines+markers',
      hovertemplate: 'sure %{x:.3f}, right %{y:.3f}<extra></extra>',
    }),
  );
  const bars = read.flatMap(({ name, x }, i): Trace[] => {
    const given = countsOf(curves, name);
    if (given === undefined) return [];
    const counts = readNumbers('reliability', 'counts', given);
    if (counts.length !== x.length) {
      throw new PlotError('reliability', 'counts', `as many as the bins (${x.length})`, counts);
    }
    return [countBars(x, counts, i)];
  });
  const range = [-0.02, 1.02];
  const from = bars.length > 0 ? COUNTS_SHARE + 0.06 : 0;
  return makeFigure(
    [...lines, chanceLine({ x: [0, 1], y: [0, 1] }), ...bars],
    {
      height: 460,
      barmode: 'group',
      xaxis: axis({
        title: 'Predicted probability',
        range,
        ...(bars.length > 0 ? { anchor: 'y2' } : {}),
      }),
      yaxis: axis({ title: 'Observed share', range, domain: [from, 1] }),
      ...(bars.length > 0
        ? { yaxis2: axis({ title: 'Samples', domain: [0, COUNTS_SHARE], anchor: 'x' }) }
        : {}),
      showlegend: lines.length > 1,
    },
    { ...DEFAULTS, ...options },
  );
}

function countsOf(
  curves: CalibrationCurveLike | Readonly<Record<string, CalibrationCurveLike>>,
  name: string | undefined,
): unknown {
  return name === undefined
    ? Reflect.get(curves, 'counts')
    : Reflect.get(Object(Reflect.get(curves, name)), 'counts');
}

function countBars(x: number[], counts: number[], index: number): Trace {
  return {
    type: 'bar',
    x,
    y: counts,
    yaxis: 'y2',
    marker: { color: color(index), opacity: 0.6 },
    hovertemplate: '%{y} samples<extra></extra>',
    showlegend: false,
  };
}
