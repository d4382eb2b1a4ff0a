/** How much better probabilities are than the shares of the classes. */
import { checkOptionNames } from '../../tensor/index.js';
import {
  checkLengths,
  type Indicators,
  type Labels,
  readLabels,
  samplesOf,
} from '../input/labels.js';
import { matrix, type Values } from '../input/matrix.js';
import { weightedMean, weightedSum } from '../input/weights.js';
import { type BrierOptions, squaredDistances } from './brier-score.js';
import { logLosses } from './log-loss.js';
import {
  binaryOrMoreOf,
  type Probabilities,
  type ProbabilityOptions,
  probabilitiesOf,
} from './probabilities.js';

/**
 * The share of the log loss of always predicting the classes' shares that the probabilities save: 1 is
 * perfect, 0 no better. NaN, with a warning, for a single sample. scikit-learn: `d2_log_loss_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each class, [samples, classes]
 * @param probabilities [samples, classes]; or [samples] for two classes: that of the second
 * @throws MetricError
 */
export function d2LogLossScore(
  labels: Labels | Indicators,
  probabilities: Values,
  options: ProbabilityOptions = {},
): number {
  const metric = 'd2LogLossScore';
  checkOptionNames(metric, options, { labels: undefined, sampleWeight: undefined });
  if (isSingle(metric, labels, probabilities)) return Number.NaN;
  const given = probabilitiesOf(metric, labels, probabilities, options);
  const loss = (of: Probabilities) => weightedSum(logLosses(of), of.weights);
  return 1 - loss(given) / loss(ofShares(metric, given));
}

/**
 * The share of the Brier score of always predicting the classes' shares that the probabilities save: 1 is
 * perfect, 0 no better. NaN, with a warning, for a single sample. scikit-learn: `d2_brier_score`.
 *
 * @param labels the true classes, [samples], or 0 and 1 for each class, [samples, classes]
 * @param probabilities [samples, classes]; or [samples] for two classes
 * @throws MetricError
 */
export function d2BrierScore(
  labels: Labels | Indicators,
  probabilities: Values,
  options: BrierOptions = {},
): number {
  const metric = 'd2BrierScore';
  checkOptionNames(metric, options, {
    posLabel: undefined,
    labels: undefined,
    sampleWeight: undefined,
  });
  if (isSingle(metric, labels, probabilities)) return Number.NaN;
  const given = binaryOrMoreOf(metric, labels, probabilities, options);
  const score = (of: Probabilities) => weightedMean(metric, squaredDistances(of), of.weights);
  return 1 - score(given) / score(ofShares(metric, given));
}

function isSingle(metric: string, labels: Labels | Indicators, probabilities: Values): boolean {
  const { rows } = matrix(metric, 'probabilities', probabilities);
  checkLengths(metric, 'probabilities', samplesOf(readLabels(metric, 'labels', labels)), rows);
  if (rows === 1) console.warn(`${metric} is not defined for a single sample; it is NaN here.`);
  return rows === 1;
}

/** What one would predict who knows only how common the classes are. */
function ofShares(metric: string, given: Probabilities): Probabilities {
  const { samples, columns, outcomes, weights } = given;
  const shares = Array.from({ length: columns }, (_, column) =>
    weightedMean(
      metric,
      Float64Array.from({ length: samples }, (_, row) => outcomes[row * columns + column]),
      weights,
    ),
  );
  const probabilities = Float64Array.from(outcomes, (_, i) => shares[i % columns]);
  return { ...given, probabilities, epsilon: Number.EPSILON };
}
