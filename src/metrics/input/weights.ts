/** How much each sample counts. */

import { MetricError } from './errors.js';
import { checkLengths } from './labels.js';
import { isTensor, type TensorLike } from './tensor.js';

/** One number for each sample, `[samples]`. */
export type Weights = ArrayLike<number> | TensorLike;

/** What figures of samples can be told. */
export interface Weighted {
  /** How much each sample counts, [samples]. Default: all the same. */
  sampleWeight?: Weights;
}

/** @throws MetricError unless there is a finite number for each sample, one of them not 0. */
export function weightsOf(
  metric: string,
  { sampleWeight }: Weighted,
  samples: number,
): Float64Array | undefined {
  if (sampleWeight === undefined) return undefined;
  const values = Float64Array.from(
    isTensor(sampleWeight) ? sampleWeight.tf.dataSync() : sampleWeight,
  );
  checkLengths(metric, 'sampleWeight', samples, values.length);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new MetricError(metric, `sampleWeight[${wrong}] is ${values[wrong]}; it must be finite.`);
  }
  if (values.every((value) => value === 0)) {
    throw new MetricError(metric, 'sampleWeight is 0 for all samples; some must count.');
  }
  return values;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The sum of values, each times its weight. */
export function weightedSum(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (weights === undefined) return sum(values);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] * weights[i];
  return total;
}

/** @throws MetricError when weights cancel out. */
export function weightedMean(
  metric: string,
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  if (weights === undefined) return sum(values) / values.length;
  const whole = sum(weights);
  if (whole === 0) throw new MetricError(metric, 'the weights sum to 0, which has no mean.');
  return weightedSum(values, weights) / whole;
}
