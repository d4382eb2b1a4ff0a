/** Whether two models differ. */
import { MetricError } from './input/errors.js';
import { type Label, type Labels, labelPair, labelVector } from './input/labels.js';
import { complementaryError } from './normal.js';

/** Options of {@link mcnemarTest}. */
export interface McNemarOptions {
  /** The binomial distribution (default), or chi-square with one degree of freedom, which takes 25 differences or more. */
  readonly exact?: boolean;
  /** Of chi-square: Edwards' correction for continuity. Default true. */
  readonly correction?: boolean;
}

/** What {@link mcnemarTest} gives. */
export interface McNemarResult {
  /** Samples that only the first model got right. */
  readonly onlyFirst: number;
  /** Samples that only the second model got right. */
  readonly onlySecond: number;
  /** The smaller of both counts where the test is exact, else chi-square. */
  readonly statistic: number;
  /** The chance of so large a difference, or a larger one, between models that are equally good. */
  readonly pValue: number;
}

/**
 * Whether two models that predicted the same samples are equally good. See McNemar 1947; statsmodels: `mcnemar`.
 *
 * @param labels the true classes, [samples]
 * @param first what one model predicted, [samples]
 * @param second what the other predicted, [samples]
 * @throws MetricError
 */
export function mcnemarTest(
  labels: Labels,
  first: Labels,
  second: Labels,
  { exact = true, correction = true }: McNemarOptions = {},
): McNemarResult {
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
  if (exact) {
    const statistic = Math.min(onlyFirst, onlySecond);
    return { onlyFirst, onlySecond, statistic, pValue: twoSidedBinomial(onlyFirst, onlySecond) };
  }
  const gap = Math.abs(onlyFirst - onlySecond) - Number(correction);
  const statistic = gap ** 2 / (onlyFirst + onlySecond);
  return { onlyFirst, onlySecond, statistic, pValue: complementaryError(Math.sqrt(statistic / 2)) };
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
