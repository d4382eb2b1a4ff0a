/** A search's trials at a glance: two parameters against each other coloured by value, or a panel for each. */
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { coloredBy, panels, type TrialsOptions, trialPoints, VALUE_TITLE } from './trial-points.js';
import {
  hoverText,
  parameterAxis,
  readComplete,
  readParameters,
  readTrials,
  type TrialsLike,
} from './trials.js';

/**
 * Draws two parameters against each other with the value as colour; one, or more than two, each
 * against the value. Trials without a value are left out, and the title says how many.
 *
 * @param trials what `tune` returned, or its trials
 * @throws PlotError when no trial has a value, or a parameter isn't there.
 */
export function tuning(trials: TrialsLike, options: TrialsOptions = {}): Figure {
  const done = readComplete('tuning', trials);
  const parameters = readParameters('tuning', done, options.params);
  const { valueTitle = VALUE_TITLE } = options;
  const failed = readTrials('tuning', trials).length - done.length;
  const title = `${options.title ?? 'Search'}${failed ? ` (${failed} without a value, not drawn)` : ''}`;

  const [first, second, ...rest] = parameters;
  if (rest.length > 0 || second === undefined) {
    return panels(done, parameters, { ...options, title });
  }
  const texts = done.map((trial) => hoverText(trial, valueTitle));
  const values = done.map(({ value }) => value);
  return makeFigure(
    [trialPoints(first.values, second.values, texts, coloredBy(values, valueTitle))],
    { xaxis: parameterAxis(first), yaxis: parameterAxis(second), showlegend: false },
    { ...options, title },
  );
}
