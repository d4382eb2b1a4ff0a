/** How the value depends on each parameter alone. Optuna: `plot_slice`. */
import type { Figure } from './figure.js';
import { panels, type TrialsOptions } from './trial-points.js';
import { readComplete, readParameters, type TrialsLike } from './trials.js';

/**
 * A panel for each parameter, with the value of every complete trial.
 *
 * @param trials what `tune` returned, or its trials
 * @throws PlotError when no trial has a value, or a parameter isn't there.
 */
export function slice(trials: TrialsLike, options: TrialsOptions = {}): Figure {
  const done = readComplete('slice', trials);
  const parameters = readParameters('slice', done, options.params);
  return panels(done, parameters, { title: 'Value by parameter', ...options });
}
