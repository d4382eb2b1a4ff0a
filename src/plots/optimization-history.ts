/** How a search came along. Optuna: `plot_optimization_history`. */
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { axis, color } from './theme.js';
import { type TrialsOptions, trialPoints, VALUE_TITLE } from './trial-points.js';
import { hoverText, isMaximised, readComplete, readTrials, type TrialsLike } from './trials.js';

/**
 * Every trial's value, and the best one so far as a line.
 *
 * @param study what `tune` returned; a plain list of trials counts as minimised
 * @throws PlotError when no trial has a value.
 */
export function optimizationHistory(
  study: TrialsLike,
  options: Omit<TrialsOptions, 'params'> = {},
): Figure {
  const { valueTitle = VALUE_TITLE } = options;
  const better = isMaximised(study) ? Math.max : Math.min;
  const trials = readTrials('optimizationHistory', study);
  const done = readComplete('optimizationHistory', study);
  const numbers = done.map((trial) => trials.indexOf(trial));
  let best = Number.NaN;
  const soFar = done.map(({ value }) => {
    best = Number.isNaN(best) ? value : better(best, value);
    return best;
  });
  const texts = done.map((trial, i) => `trial ${numbers[i]}<br>${hoverText(trial, valueTitle)}`);
  const values = done.map(({ value }) => value);
  return makeFigure(
    [
      { ...trialPoints(numbers, values, texts, { color: color(0), size: 8 }), name: valueTitle },
      { type: 'scatter', mode: 'lines', x: numbers, y: soFar, name: 'Best so far' },
    ],
    { xaxis: axis({ title: 'Trial' }), yaxis: axis({ title: valueTitle }) },
    { title: 'Search history', ...options },
  );
}
