/** Deviances of counts, amounts and other numbers whose spread grows with their mean. */
import { checkOptionNames, withDefaults } from '../../tensor/index.js';
import { MetricError } from '../input/errors.js';
import type { Values } from '../input/matrix.js';
import { type Weighted, weightedMean } from '../input/weights.js';
import { type Output, singleOutput } from './outputs.js';

export interface TweedieOptions extends Weighted {
  /** 0: squared errors; 1: Poisson; 2: gamma; 3: inverse Gaussian; not between 0 and 1. Default 0. */
  power?: number;
}

/**
 * The mean deviance of the Tweedie distribution with this power: the higher it is, the less do errors at
 * large targets count. scikit-learn: `mean_tweedie_deviance`.
 *
 * @param targets [samples]; 0 or more for a power from 1 to 2, above 0 for 2 and more
 * @param predicted [samples]; above 0 for all powers but 0
 * @throws MetricError
 */
export function meanTweedieDeviance(
  targets: Values,
  predicted: Values,
  options: TweedieOptions = {},
): number {
  const metric = 'meanTweedieDeviance';
  const { power } = withDefaults(metric, options, { power: 0, sampleWeight: undefined });
  return meanDeviance(metric, targets, predicted, power, options);
}

/**
 * The mean deviance of counts: `meanTweedieDeviance` of power 1. scikit-learn: `mean_poisson_deviance`.
 *
 * @param targets [samples], 0 or more
 * @param predicted [samples], above 0
 * @throws MetricError
 */
export function meanPoissonDeviance(
  targets: Values,
  predicted: Values,
  options: Weighted = {},
): number {
  const metric = 'meanPoissonDeviance';
  checkOptionNames(metric, options, { sampleWeight: undefined });
  return meanDeviance(metric, targets, predicted, 1, options);
}

/**
 * The mean deviance of amounts, whose unit doesn't matter: `meanTweedieDeviance` of power 2. scikit-learn:
 * `mean_gamma_deviance`.
 *
 * @param targets [samples], above 0
 * @param predicted [samples], above 0
 * @throws MetricError
 */
export function meanGammaDeviance(
  targets: Values,
  predicted: Values,
  options: Weighted = {},
): number {
  const metric = 'meanGammaDeviance';
  checkOptionNames(metric, options, { sampleWeight: undefined });
  return meanDeviance(metric, targets, predicted, 2, options);
}

/**
 * The share of the Tweedie deviance of always predicting the targets' mean that the predictions save: 1 is
 * perfect, 0 no better; with power 0 it is `r2Score`. NaN, with a warning, for a single sample.
 * scikit-learn: `d2_tweedie_score`.
 *
 * @param targets [samples], as of `meanTweedieDeviance`
 * @param predicted [samples]
 * @throws MetricError also where all targets are the same.
 */
export function d2TweedieScore(
  targets: Values,
  predicted: Values,
  options: TweedieOptions = {},
): number {
  const metric = 'd2TweedieScore';
  const { power } = withDefaults(metric, options, { power: 0, sampleWeight: undefined });
  checkPower(metric, power);
  const { samples, truth, guess, weights } = singleOutput(metric, targets, predicted, options);
  if (samples < 2) {
    console.warn(`${metric} is not defined for fewer than two samples; it is NaN here.`);
    return Number.NaN;
  }
  checkDomain(metric, { truth, guess }, power);
  const left = weightedMean(metric, deviances({ truth, guess }, power), weights);
  const constant = truth.map(() => weightedMean(metric, truth, weights));
  const whole = weightedMean(metric, deviances({ truth, guess: constant }, power), weights);
  if (whole === 0 || truth.every((target) => target === truth[0])) {
    throw new MetricError(metric, 'all targets are the same; there is no deviance to explain.');
  }
  return 1 - left / whole;
}

function meanDeviance(
  metric: string,
  targets: Values,
  predicted: Values,
  power: number,
  options: Weighted,
): number {
  checkPower(metric, power);
  const { weights, ...output } = singleOutput(metric, targets, predicted, options);
  checkDomain(metric, output, power);
  return weightedMean(metric, deviances(output, power), weights);
}

function deviances({ truth, guess }: Output, power: number): Float64Array {
  switch (power) {
    case 0:
      return truth.map((y, i) => (y - guess[i]) ** 2);
    case 1:
      return truth.map((y, i) => 2 * ((y === 0 ? 0 : y * Math.log(y / guess[i])) - y + guess[i]));
    case 2:
      return truth.map((y, i) => 2 * (Math.log(guess[i] / y) + y / guess[i] - 1));
  }
  const [one, two] = [1 - power, 2 - power];
  return truth.map((y, i) => {
    const own = (power < 0 ? Math.max(y, 0) : y) ** two / (one * two);
    return 2 * (own - (y * guess[i] ** one) / one + guess[i] ** two / two);
  });
}

function checkPower(metric: string, power: number): void {
  if (power <= 0 || power >= 1) return;
  throw new MetricError(metric, `power is ${power}; it is 0 or less, or 1 or more.`);
}

/** @throws MetricError unless the numbers are such that the deviance is defined. */
function checkDomain(metric: string, { truth, guess }: Output, power: number): void {
  const check = (
    name: string,
    values: Float64Array,
    isInside: (v: number) => boolean,
    rule: string,
  ) => {
    const row = values.findIndex((value) => !isInside(value));
    if (row < 0) return;
    throw new MetricError(
      metric,
      `${name} has ${values[row]} at sample ${row}; with power ${power} all must be ${rule}.`,
    );
  };
  const isPositive = (value: number) => value > 0;
  if (power >= 2) check('targets', truth, isPositive, 'above 0');
  else if (power >= 1) check('targets', truth, (value) => value >= 0, '0 or more');
  if (power !== 0) check('predicted', guess, isPositive, 'above 0');
}
