/** Which parameters mattered. Optuna: `plot_param_importances`. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { axis, color } from './theme.js';

/**
 * A bar for each parameter, the most important at the top.
 *
 * @param importances what `paramImportances(study)` gave: names with shares of 1
 * @throws PlotError unless each importance is a number.
 */
export function paramImportances(
  importances: Readonly<Record<string, number>>,
  options: ChartOptions = {},
): Figure {
  const entries = Object.entries(importances ?? {});
  const wrong = entries.find(([, share]) => typeof share !== 'number');
  if (entries.length === 0 || wrong) {
    const expected = 'what paramImportances(study) gave';
    throw new PlotError('paramImportances', 'importances', expected, importances);
  }
  // plotly draws from below.
  const sorted = entries.toSorted(([, a], [, b]) => a - b);
  return makeFigure(
    [
      {
        type: 'bar',
        orientation: 'h',
        x: sorted.map(([, share]) => share),
        y: sorted.map(([name]) => name),
        marker: { color: color(0) },
        hovertemplate: '%{y}: %{x:.3f}<extra></extra>',
      },
    ],
    {
      xaxis: axis({ title: 'Importance (0 to 1)', rangemode: 'tozero' }),
      yaxis: axis({ title: 'Parameter', type: 'category', showgrid: false }),
      showlegend: false,
    },
    { title: 'Importance of parameters', ...options },
  );
}
