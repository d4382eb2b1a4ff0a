/** How much of the targets' spread predictions explain. */
import { checkOptionNames } from '../../tensor/index.js';
import { checkChoice } from '../input/errors.js';
import { type Weighted, weightedMean } from '../input/weights.js';
import {
  checkOutputWeights,
  errorsOf,
  type Multioutput,
  outputsOf,
  type RegressionFigure,
  regressionFigure,
} from './outputs.js';

/** Also a mean with the outputs' spreads as weights. */
export type ScoreMultioutput = Multioutput | 'varianceWeighted';

export interface ExplainedOptions extends Weighted {
  /** Whether targets that are all the same give 1 or 0, not NaN or -Infinity. Default true. */
  forceFinite?: boolean;
}

/**
 * The share of the targets' variance that the predictions explain: 1 is perfect, 0 is as good as always
 * their mean. For targets that are all the same it is 1 if all predictions are right, else 0; for a
 * single sample it is not defined (NaN, with a warning). scikit-learn: `r2_score`.
 */
export const r2Score = explained('r2Score', 2, 'zero');

/**
 * As `r2Score`, but an error that is the same for all samples does not count. scikit-learn:
 * `explained_variance_score`.
 */
export const explainedVarianceScore = explained('explainedVarianceScore', 1, 'mean');

function explained(
  metric: string,
  leastSamples: number,
  errorsAround: 'zero' | 'mean',
): RegressionFigure<ExplainedOptions, ScoreMultioutput> {
  return regressionFigure<ExplainedOptions, ScoreMultioutput>((targets, predicted, options) => {
    checkOptionNames(metric, options ?? {}, {
      forceFinite: undefined,
      multioutput: undefined,
      sampleWeight: undefined,
    });
    const { samples, outputs, weights } = outputsOf(metric, targets, predicted, options);
    const spread = (values: Float64Array, around: 'zero' | 'mean') => {
      const center = around === 'mean' ? weightedMean(metric, values, weights) : 0;
      const squares = new Float64Array(values.length);
      for (let i = 0; i < squares.length; i++) squares[i] = (values[i] - center) ** 2;
      return weightedMean(metric, squares, weights);
    };
    const scores = outputs.map((output) => ({
      left: spread(errorsOf(output), errorsAround),
      whole: spread(output.truth, 'mean'),
    }));
    return assembleScores(metric, samples, scores, options, leastSamples);
  });
}

/** What predictions leave of a loss, and the loss of the best constant. */
export interface Left {
  readonly left: number;
  readonly whole: number;
}

/** 1 less what is left, for each output or combined. */
export function assembleScores(
  metric: string,
  samples: number,
  losses: readonly Left[],
  options: { multioutput?: ScoreMultioutput | 'rawValues'; forceFinite?: boolean } = {},
  leastSamples = 2,
): number | number[] {
  const { multioutput = 'uniformAverage', forceFinite = true } = options;
  const averages = ['rawValues', 'uniformAverage', 'varianceWeighted'];
  if (typeof multioutput === 'string') checkChoice(metric, 'multioutput', multioutput, averages);
  else checkOutputWeights(metric, multioutput, losses.length);
  if (samples < leastSamples) {
    console.warn(`${metric} is not defined for fewer than two samples; it is NaN here.`);
    return Number.NaN;
  }
  const scores = losses.map(({ left, whole }) => {
    if (!forceFinite || (left !== 0 && whole !== 0)) return 1 - left / whole;
    return left === 0 ? 1 : 0;
  });
  if (typeof multioutput !== 'string') return weightedMean(metric, scores, multioutput);
  if (multioutput === 'rawValues') return scores;
  const spreads = losses.map(({ whole }) => whole);
  const isWeighted = multioutput === 'varianceWeighted' && spreads.some((spread) => spread !== 0);
  return weightedMean(metric, scores, isWeighted ? spreads : undefined);
}
