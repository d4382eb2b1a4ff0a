/** The value over two parameters as a map. Optuna: `plot_contour`. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';
import { SEQUENTIAL, TEXT } from './theme.js';
import { type TrialsOptions, trialPoints, VALUE_TITLE } from './trial-points.js';
import {
  hoverText,
  parameterAxis,
  readComplete,
  readParameters,
  type TrialsLike,
} from './trials.js';

const TRIAL_SIZE = 7;

/**
 * Lines of equal value between the trials, which are drawn as points. Far from any trial it is a guess.
 *
 * @param trials what `tune` returned, or its trials
 * @param options `params` names the two; not needed where the space has just two
 * @throws PlotError when no trial has a value, or there are not two such parameters.
 */
export function contour(trials: TrialsLike, options: TrialsOptions = {}): Figure {
  const { valueTitle = VALUE_TITLE } = options;
  const done = readComplete('contour', trials);
  const [across, up, ...more] = readParameters('contour', done, options.params);
  if (up === undefined || more.length > 0) {
    const names = options.params ?? Object.keys(done[0]?.params ?? {});
    throw new PlotError('contour', 'params', 'the names of two parameters', names);
  }
  const texts = done.map((trial) => hoverText(trial, valueTitle));
  return makeFigure(
    [
      {
        type: 'contour',
        x: [...across.values],
        y: [...up.values],
        z: done.map(({ value }) => value),
        connectgaps: true,
        colorscale: SEQUENTIAL,
        colorbar: { title: { text: valueTitle }, thickness: 12 },
        line: { smoothing: 1.3 },
        hoverinfo: 'skip',
      },
      trialPoints(across.values, up.values, texts, { color: TEXT, size: TRIAL_SIZE }),
    ],
    { xaxis: parameterAxis(across), yaxis: parameterAxis(up), showlegend: false },
    { title: `${valueTitle} by ${across.name} and ${up.name}`, ...options },
  );
}
