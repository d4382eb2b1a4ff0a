/** How sure a figure is, and whether two models differ. */
import { Generator } from '../random/index.js';
import { MetricError } from './errors.js';
import { type Label, type Labels, labelPair, labelVector } from './input.js';

export interface Interval {
  /** The figure of all samples. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

export interface BootstrapOptions {
  /** Default 0.95. */
  confidence?: number;
  /** Default 1000. */
  resamples?: number;
  /** The same seed gives the same interval. Default 0. */
  seed?: number;
}

/**
 * The percentile bootstrap's interval of a metric: what it may be on other samples of the same kind. See
 * Efron 1979.
 *
 *     metrics.bootstrapInterval(metrics.accuracyScore, labels, predicted)
 *
 * @param labels the true classes, [samples]
 * @param predicted the predicted classes, [samples]
 * @throws MetricError
 */
export function bootstrapInterval(
  figure: (labels: Label[], predicted: Label[]) => number,
  labels: Labels,
  predicted: Labels,
  { confidence = 0.95, resamples = 1000, seed = 0 }: BootstrapOptions = {},
): Interval {
  const metric = 'bootstrapInterval';
  if (!(confidence > 0 && confidence < 1)) {
    throw new MetricError(metric, `confidence is ${confidence}; it lies between 0 and 1.`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new MetricError(metric, `resamples is ${resamples}; it must be 1 or more.`);
  }
  const [truth, guess] = labelPair(metric, labels, predicted);
  const generator = new Generator(seed);
  const figures = Array.from({ length: resamples }, () => {
    const rows = generator.randints(truth.length, 0, truth.length);
    return figure(
      Array.from(rows, (row) => truth[row]),
      Array.from(rows, (row) => guess[row]),
    );
  }).sort((a, b) => a - b);
  const at = (share: number) => figures[Math.round(share * (resamples - 1))];
  const tail = (1 - confidence) / 2;
  return { value: figure(truth, guess), low: at(tail), high: at(1 - tail), confidence };
}

export interface McNemarResult {
  /** Samples that only the first model got right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** The chance of so large a difference, or a larger one, between models that are equally good. */
  readonly pValue: number;
}

/**
 * Whether two models that predicted the same samples are equally good: McNemar's exact test. See McNemar
 * 1947; statsmodels: `mcnemar(table, exact=True)`.
 *
 * @param labels the true classes, [samples]
 * @param first what one model predicted, [samples]
 * @param second what the other predicted, [samples]
 * @throws MetricError
 */
export function mcnemarTest(labels: Labels, first: Labels, second: Labels): McNemarResult {
  const [truth, guess] = labelPair('mcnemarTest', labels, first);
  const other = labelVector('mcnemarTest', 'second', second);
  if (other.length !== truth.length) {
    throw new MetricError(
      'mcnemarTest',
      `there are ${truth.length} labels, but ${other.length} in second.`,
    );
  }
  const isOnly = (a: Label[], b: Label[]) => (label: Label, i: number) =>
    label === a[i] && label !== b[i];
  const onlyFirst = truth.filter(isOnly(guess, other)).length;
  const onlySecond = truth.filter(isOnly(other, guess)).length;
  return { onlyFirst, onlySecond, pValue: twoSidedBinomial(onlyFirst, onlySecond) };
}

/** The chance that fair coins fall as unevenly as this, or more. */
function twoSidedBinomial(a: number, b: number): number {
  const tosses = a + b;
  let logTerm = -tosses * Math.LN2;
  let sum = 0;
  for (let heads = 0; heads <= Math.min(a, b); heads++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(tosses - heads) - Math.log(heads + 1);
  }
  return Math.min(1, 2 * sum);
}
