/** Confusion matrix: how often each true class was taken for each class. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { type Matrix, readLabels, readMatrix } from './numbers.js';
import { axis, SEQUENTIAL } from './theme.js';

const DEFAULTS = { title: 'Confusion matrix', subtitle: 'Colour: share of the true class' };
/** Counts are written into the cells up to this many classes. */
const TEXT_UP_TO = 20;

export interface ConfusionMatrixOptions extends ChartOptions {
  /** The classes' names, in order; default 0, 1, 2 ... */
  labels?: readonly string[];
}

/**
 * A heatmap of `counts` `[true class, predicted class]`. The numbers are counts; the colour is the
 * share of the row (of the true class), so that rare classes are seen too.
 *
 * @throws PlotError unless `counts` is square and holds counts.
 */
export function confusionMatrix(counts: Matrix, options: ConfusionMatrixOptions = {}): Figure {
  const rows = readMatrix('confusionMatrix', 'counts', counts);
  if (rows.length === 0 || rows.length !== rows[0]?.length) {
    throw new PlotError('confusionMatrix', 'counts', 'square [true, predicted]', counts);
  }
  const wrong = rows.flat().find((count) => !(Number.isFinite(count) && count >= 0));
  if (wrong !== undefined) throw new PlotError('confusionMatrix', 'a count', '0 or more', wrong);

  const labels = readLabels('confusionMatrix', options.labels, rows.length);
  const shares = rows.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
  const ticks = { type: 'category', showgrid: false, constrain: 'domain' };
  return makeFigure(
    [
      {
        type: 'heatmap',
        x: labels,
        y: labels,
        z: shares,
        zmin: 0,
        zmax: 1,
        text: rows,
        ...(rows.length <= TEXT_UP_TO ? { texttemplate: '%{text}' } : {}),
        hovertemplate:
          'true %{y}, predicted %{x}<br>%{text} samples, %{z:.1%} of true %{y}<extra></extra>',
        colorscale: SEQUENTIAL,
        xgap: 1,
        ygap: 1,
        showscale: false,
      },
    ],
    {
      title: {
        text: options.title ?? DEFAULTS.title,
        subtitle: { text: DEFAULTS.subtitle, font: { size: 12 } },
      },
      height: 520,
      xaxis: axis({ title: 'Predicted class', ...ticks, constraintoward: 'left' }),
      yaxis: axis({ title: 'True class', ...ticks, autorange: 'reversed', scaleanchor: 'x' }),
    },
    { height: options.height },
  );
}
