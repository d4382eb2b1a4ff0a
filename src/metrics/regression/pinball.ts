/** Losses of predicted quantiles. */
import { checkOptionNames } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import { type Weighted, weightedMean } from '../input/weights.js';
import { assembleScores } from './explained.js';
import {
  combine,
  errorsOf,
  type Multioutput,
  type Output,
  outputsOf,
  type RegressionFigure,
  regressionFigure,
} from './outputs.js';
import { weightedQuantile } from './weighted-quantile.js';

export interface PinballOptions extends Weighted {
  /** Which quantile is predicted, 0 to 1. Default 0.5: the median. */
  alpha?: number;
}

/**
 * The mean pinball loss of predicted quantiles: too low counts `alpha`, too high `1 - alpha`; for the
 * median half the mean absolute error. scikit-learn: `mean_pinball_loss`.
 */
export const meanPinballLoss = regressionFigure<PinballOptions, Multioutput>(
  (targets, predicted, options) => {
    const metric = 'meanPinballLoss';
    const alpha = alphaOf(metric, options);
    const { outputs, weights } = outputsOf(metric, targets, predicted, options);
    const losses = outputs.map((output) => pinballLoss(metric, output, weights, alpha));
    return combine(metric, losses, options?.multioutput);
  },
);

/**
 * The share of the pinball loss of always predicting the targets' quantile that the predictions save: 1 is
 * perfect, 0 no better. NaN, with a warning, for a single sample. scikit-learn: `d2_pinball_score`.
 */
export const d2PinballScore = pinballScore<PinballOptions>('d2PinballScore', alphaOf);

/**
 * The share of the mean absolute error of always predicting the targets' median that the predictions save: 1
 * is perfect, 0 no better. NaN, with a warning, for a single sample. scikit-learn:
 * `d2_absolute_error_score`.
 */
export const d2AbsoluteErrorScore = pinballScore<Weighted>(
  'd2AbsoluteErrorScore',
  (metric, options = {}) => {
    checkOptionNames<object>(metric, options, { sampleWeight: undefined, multioutput: undefined });
    return 0.5;
  },
);

function pinballScore<Options extends Weighted>(
  metric: string,
  alphaFrom: (metric: string, options?: Options) => number,
): RegressionFigure<Options> {
  return regressionFigure<Options, Multioutput>((targets, predicted, options) => {
    const alpha = alphaFrom(metric, options);
    const { samples, outputs, weights } = outputsOf(metric, targets, predicted, options);
    const scores = outputs.map((output) => {
      const best = weightedQuantile(output.truth, weights, alpha);
      const constant = { truth: output.truth, guess: new Float64Array(samples).fill(best) };
      return {
        left: pinballLoss(metric, output, weights, alpha),
        whole: pinballLoss(metric, constant, weights, alpha),
      };
    });
    return assembleScores(metric, samples, scores, options);
  });
}

function pinballLoss(
  metric: string,
  output: Output,
  weights: Float64Array | undefined,
  alpha: number,
): number {
  const losses = errorsOf(output);
  for (let i = 0; i < losses.length; i++) losses[i] *= losses[i] >= 0 ? alpha : alpha - 1;
  return weightedMean(metric, losses, weights);
}

function alphaOf(metric: string, options: PinballOptions = {}): number {
  checkOptionNames<object>(metric, options, {
    alpha: undefined,
    sampleWeight: undefined,
    multioutput: undefined,
  });
  const { alpha = 0.5 } = options;
  if (alpha >= 0 && alpha <= 1) return alpha;
  throw new MetricError(metric, `alpha is ${alpha}; it is a share from 0 to 1.`);
}
