/** Whether a classifier is as often right as it is sure: samples of about the same confidence together. */
import type { CalibrationCurve } from '../metrics/index.js';
import type { Resampled } from './resampling.js';
import type { ClassSamples } from './samples.js';

/** Of the expected calibration error, as in the paper. */
const DEFAULT_BINS = 15;

/** As `metrics.calibrationCurve` gives it, of the likeliest class, with how many samples each bin has. */
export interface Reliability extends CalibrationCurve {
  /** How many samples each bin has. */
  readonly counts: readonly number[];
}

/** @param nBins bins of equal width from 0 to 1; those without samples are left out */
export function reliabilityOf(samples: ClassSamples, nBins = DEFAULT_BINS): Reliability {
  const bins = Array.from({ length: nBins }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (let position = 0; position < samples.count; position++) {
    const confidence = confidenceAt(samples, position);
    const bin = bins[binOf(confidence, nBins)];
    bin.count++;
    bin.right += Number(isRight(samples, position));
    bin.confidence += confidence;
  }
  const filled = bins.filter(({ count }) => count > 0);
  return {
    probTrue: filled.map(({ right, count }) => right / count),
    probPred: filled.map(({ confidence, count }) => confidence / count),
    counts: filled.map(({ count }) => count),
  };
}

/** The expected calibration error of samples that are drawn thousands of times. */
export function resampledCalibrationError(samples: ClassSamples): Resampled {
  const everyone = Int32Array.from({ length: samples.count }, (_, position) => position);
  const bins = everyone.map((position) => binOf(confidenceAt(samples, position), DEFAULT_BINS));
  const gaps = Float64Array.from(
    everyone,
    (position) => Number(isRight(samples, position)) - confidenceAt(samples, position),
  );
  const sums = new Float64Array(DEFAULT_BINS);
  return (positions) => {
    sums.fill(0);
    for (let i = 0; i < positions.length; i++) sums[bins[positions[i]]] += gaps[positions[i]];
    return sums.reduce((sum, gap) => sum + Math.abs(gap), 0) / positions.length;
  };
}

/** The probability of the likeliest class. */
export function confidenceAt(samples: ClassSamples, position: number): number {
  return samples.probabilities[position * samples.classes + samples.predicted[position]];
}

/** Bins are closed on the right. */
function binOf(confidence: number, nBins: number): number {
  return Math.min(nBins - 1, Math.max(0, Math.ceil(confidence * nBins) - 1));
}

function isRight({ labels, predicted }: ClassSamples, position: number): boolean {
  return labels[position] === predicted[position];
}
