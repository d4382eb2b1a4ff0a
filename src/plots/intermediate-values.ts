/** What trials reported on their way. Optuna: `plot_intermediate_values`. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { axis } from './theme.js';
import { type TrialsOptions, VALUE_TITLE } from './trial-points.js';
import { readTrials, type TrialsLike } from './trials.js';

const OPACITY = 0.7;

/**
 * A line for each trial over the steps of `trial.report`; those that were given up end early.
 *
 * @param trials what `tune` returned, or its trials
 * @throws PlotError when no trial has reported.
 */
export function intermediateValues(
  trials: TrialsLike,
  options: Omit<TrialsOptions, 'params'> = {},
): Figure {
  const reported = readTrials('intermediateValues', trials).flatMap(({ reports = [] }, i) =>
    reports.length > 0 ? [{ reports, name: `Trial ${i}` }] : [],
  );
  if (reported.length === 0) {
    throw new PlotError('intermediateValues', 'trials', 'trials that called report', trials);
  }
  return makeFigure(
    reported.map(({ reports, name }) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: reports.map(({ step }) => step),
      y: reports.map(({ value }) => value),
      opacity: OPACITY,
    })),
    {
      xaxis: axis({ title: 'Step' }),
      yaxis: axis({ title: options.valueTitle ?? VALUE_TITLE }),
      showlegend: false,
    },
    { title: 'Reports of trials', ...options },
  );
}
