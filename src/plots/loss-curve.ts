/** The loss while training, and beside it the validation loss. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { curve } from './line.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { isSeriesObject, readSeries, type Series } from './numbers.js';
import { isTensorLike } from './tensor-like.js';
import { axis } from './theme.js';

const DEFAULTS = { title: 'Loss' };
const X_TITLES = { step: 'Step', epoch: 'Epoch' } as const;

export interface LossCurveOptions extends ChartOptions {
  /** What the losses are counted by, from 1; a series with its own `x` keeps it. Default `step`. */
  by?: 'step' | 'epoch';
  /** Whether the vertical axis is logarithmic. */
  logY?: boolean;
}

/**
 * Training losses, with or without validation losses.
 *
 * @example lossCurve({ train: losses, validation: { x: [938, 1876], y: [0.31, 0.24] } })
 * @throws PlotError when the losses aren't numbers.
 */
export function lossCurve(
  losses: Series | { train: Series; validation?: Series },
  options: LossCurveOptions = {},
): Figure {
  const { by = 'step', logY } = options;
  if (!(by in X_TITLES)) throw new PlotError('lossCurve', 'by', "'step' or 'epoch'", by);
  const { train, validation } = bothLosses(losses);
  const traces = [curve(readSeries('lossCurve', 'train', train, 1), 0, 'Training')];
  if (validation !== undefined) {
    traces.push(curve(readSeries('lossCurve', 'validation', validation, 1), 1, 'Validation'));
  }
  return makeFigure(
    traces,
    {
      title: { text: DEFAULTS.title },
      xaxis: axis({ title: X_TITLES[by] }),
      yaxis: axis({ title: 'Loss', log: logY }),
      showlegend: traces.length > 1,
    },
    options,
  );
}

function bothLosses(losses: unknown): { train: unknown; validation?: unknown } {
  const isOne = isTensorLike(losses) || isSeriesObject(losses) || Array.isArray(losses);
  if (isOne || typeof losses !== 'object' || losses === null || !('train' in losses)) {
    return { train: losses };
  }
  return losses;
}
