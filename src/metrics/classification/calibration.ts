/** Whether a classifier is as sure as it is right. */
import { withDefaults } from '../../tensor/index.js';
import { checkChoice, MetricError } from '../input/errors.js';
import type { Label, Labels } from '../input/labels.js';
import type { Values } from '../input/matrix.js';
import { quantile } from '../quantile.js';
import { binaryScores, type PositiveOptions } from '../ranking/thresholds.js';
import { checkProbabilities, probabilitiesOf } from './probabilities.js';

/** What {@link calibrationCurve} gives. */
export interface CalibrationCurve {
  /** The share of positives in each bin that has samples. */
  readonly probTrue: readonly number[];
  /** The mean predicted probability there. */
  readonly probPred: readonly number[];
}

export interface CalibrationCurveOptions extends PositiveOptions {
  /** Default 5. */
  nBins?: number;
  /** Bins of equal width, or of equal numbers of samples. Default 'uniform'. */
  strategy?: 'uniform' | 'quantile';
}

/**
 * The reliability diagram's points: how often positives occur among samples that were given about the
 * same probability. scikit-learn: `calibration_curve`.
 *
 * @param labels the true classes of two, [samples]
 * @param probabilities of the positive class, [samples]
 * @throws MetricError
 */
export function calibrationCurve(
  labels: Labels,
  probabilities: Values,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  const metric = 'calibrationCurve';
  const { nBins, strategy } = withDefaults(metric, options, {
    posLabel: undefined,
    nBins: 5,
    strategy: 'uniform',
  });
  const binary = binaryScores(metric, labels, probabilities, options);
  const { positive, scores, classes } = binary;
  if (classes.length > 2) {
    throw new MetricError(metric, `there are ${classes.length} classes; it takes two.`);
  }
  checkBins(metric, nBins);
  checkChoice(metric, 'strategy', strategy, ['uniform', 'quantile']);
  checkProbabilities(metric, { data: scores });
  const sorted = Array.from(scores).sort((a, b) => a - b);
  // Rounded as NumPy rounds, since many scores lie exactly on an edge.
  const edgeOf = (share: number) =>
    strategy === 'uniform' ? share : quantile(sorted, (share * 100) / 100);
  const edges = Array.from({ length: nBins - 1 }, (_, i) => edgeOf((i + 1) * (1 / nBins)));
  const bins = Array.from({ length: nBins }, () => ({ samples: 0, positives: 0, sum: 0 }));
  for (let i = 0; i < positive.length; i++) {
    const bin = bins[edges.filter((edge) => edge < scores[i]).length];
    bin.samples++;
    bin.positives += positive[i];
    bin.sum += scores[i];
  }
  const filled = bins.filter(({ samples }) => samples > 0);
  return {
    probTrue: filled.map(({ positives, samples }) => positives / samples),
    probPred: filled.map(({ sum, samples }) => sum / samples),
  };
}

/** Options of {@link expectedCalibrationError}. */
export interface CalibrationErrorOptions {
  /** Bins of equal width. Default 15, as in the paper. */
  nBins?: number;
  /** The class of each column; needed where not every class occurs in the true ones. */
  labels?: readonly Label[];
}

/**
 * The expected calibration error: how far, on average, the share of right answers is from the confidence
 * in them. See Guo et al. 2017, "On Calibration of Modern Neural Networks"; torchmetrics:
 * `calibration_error` with norm 'l1'.
 *
 * @param labels the true classes, [samples]
 * @param probabilities [samples, classes]
 * @throws MetricError
 */
export function expectedCalibrationError(
  labels: Labels,
  probabilities: Values,
  options: CalibrationErrorOptions = {},
): number {
  const metric = 'expectedCalibrationError';
  const { nBins } = withDefaults(metric, options, { nBins: 15, labels: undefined });
  checkBins(metric, nBins);
  const given = probabilitiesOf(metric, labels, probabilities, options);
  const bins = Array.from({ length: nBins }, () => ({ right: 0, confidence: 0 }));
  for (let row = 0; row < given.samples; row++) {
    const best = likeliest(given.probabilities, row * given.columns, given.columns);
    const bin = bins[Math.min(nBins - 1, Math.max(0, Math.ceil(best.probability * nBins) - 1))];
    bin.right += given.outcomes[row * given.columns + best.column];
    bin.confidence += best.probability;
  }
  const gaps = bins.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0);
  return gaps / given.samples;
}

function likeliest(data: ArrayLike<number>, start: number, columns: number) {
  let best = { column: 0, probability: -1 };
  for (let column = 0; column < columns; column++) {
    const probability = data[start + column];
    if (probability > best.probability) best = { column, probability };
  }
  return best;
}

function checkBins(metric: string, nBins: number): void {
  if (Number.isInteger(nBins) && nBins >= 1) return;
  throw new MetricError(metric, `nBins is ${nBins}; it must be a whole number of 1 or more.`);
}
