/**
 * A Parzen estimator over a search space: a mixture with one component for each trial, around its
 * parameters, and one for the whole space. All parameters of a component belong together.
 *
 * S. Watanabe, Tree-Structured Parzen Estimator: Understanding Its Algorithm Components and Their
 * Roles for Better Empirical Performance (arXiv:2304.11127), with Optuna's choices: `TPESampler`
 * with `multivariate` on, the prior's weight 1, "magic clip" on, end points off.
 */
import type { Generator } from '../../random/index.js';
import type { Choices, IntegerRange, RealRange, Space } from '../space.js';
import type { Sampled } from './sampler.js';
import {
  logDensity,
  logProbability,
  sampleTruncated,
  type TruncatedNormal,
} from './truncated-normal.js';

/** So many of the latest trials have full weight; it falls towards the earliest. */
const FULL_WEIGHT = 25;
const MOST_KERNELS = 100;

/** A parameter's part of each component. */
interface Marginal {
  sample(component: number, generator: Generator): unknown;
  logLikelihood(component: number, value: unknown): number;
}

export class ParzenEstimator {
  private readonly weights: readonly number[];
  private readonly marginals: readonly (readonly [string, Marginal])[];

  /** `trials` are the parameters of earlier trials, in their order. */
  constructor(space: Space, trials: readonly Sampled[]) {
    const weights = trials.length === 0 ? [1] : [...trialWeights(trials.length), 1];
    const total = weights.reduce((sum, weight) => sum + weight);
    this.weights = weights.map((weight) => weight / total);
    this.marginals = Object.entries(space).map(([name, dimension]) => {
      const values = trials.map((params) => params[name]);
      const marginal =
        'choices' in dimension
          ? new CategoricalMarginal(dimension, values)
          : new NumericMarginal(dimension, values.map(Number));
      return [name, marginal];
    });
  }

  sample(generator: Generator): Sampled {
    const component = pick(this.weights, generator);
    return Object.fromEntries(
      this.marginals.map(([name, marginal]) => [name, marginal.sample(component, generator)]),
    );
  }

  /** The logarithm of the density at these parameters. */
  logLikelihood(params: Sampled): number {
    const logs = this.weights.map((weight, component) =>
      this.marginals.reduce(
        (sum, [name, marginal]) => sum + marginal.logLikelihood(component, params[name]),
        Math.log(weight),
      ),
    );
    const largest = Math.max(...logs);
    if (largest === -Infinity) return largest;
    return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
  }
}

/** Optuna: `default_weights`. */
function trialWeights(count: number): number[] {
  const rising = Math.max(0, count - FULL_WEIGHT);
  const step = rising > 1 ? (1 - 1 / count) / (rising - 1) : 0;
  return Array.from({ length: count }, (_, i) => (i < rising ? 1 / count + step * i : 1));
}

class CategoricalMarginal implements Marginal {
  /** For each component the probability of each choice. */
  private readonly probabilities: readonly (readonly number[])[];

  constructor(
    private readonly dimension: Choices,
    values: readonly unknown[],
  ) {
    const { choices } = dimension;
    const components = values.length + 1;
    const prior = values.length === 0 ? 1 : 1 / components;
    this.probabilities = Array.from({ length: components }, (_, component) => {
      const weights = choices.map((choice) =>
        component < values.length && Object.is(choice, values[component]) ? prior + 1 : prior,
      );
      const total = weights.reduce((sum, weight) => sum + weight);
      return weights.map((weight) => weight / total);
    });
  }

  sample(component: number, generator: Generator): unknown {
    return this.dimension.choices[pick(this.probabilities[component], generator)];
  }

  logLikelihood(component: number, value: unknown): number {
    const index = this.dimension.choices.findIndex((choice) => Object.is(choice, value));
    return Math.log(this.probabilities[component][index]);
  }
}

class NumericMarginal implements Marginal {
  private readonly components: readonly TruncatedNormal[];

  constructor(
    private readonly range: RealRange | IntegerRange,
    values: readonly number[],
  ) {
    // A whole number stands for the interval around it.
    const margin = range.int ? 0.5 : 0;
    const low = this.scaled(range.low - margin);
    const high = this.scaled(range.high + margin);
    // An earlier run may have searched a wider range.
    const means = values.map((value) => Math.min(high, Math.max(low, this.scaled(value))));
    const normal = (mean: number, deviation: number) => ({ mean, deviation, low, high });
    this.components = [
      ...deviations(means, low, high).map((deviation, i) => normal(means[i], deviation)),
      normal((low + high) / 2, high - low),
    ];
  }

  sample(component: number, generator: Generator): number {
    const { low, high, int } = this.range;
    const value = this.unscaled(sampleTruncated(this.components[component], generator));
    return Math.min(high, Math.max(low, int ? Math.round(value) : value));
  }

  logLikelihood(component: number, given: unknown): number {
    const value = Number(given);
    const normal = this.components[component];
    if (!this.range.int) return logDensity(this.scaled(value), normal);
    return logProbability(this.scaled(value - 0.5), this.scaled(value + 0.5), normal);
  }

  private scaled(value: number): number {
    return this.range.log ? Math.log(value) : value;
  }

  private unscaled(value: number): number {
    return this.range.log ? Math.exp(value) : value;
  }
}

/** For each mean the distance to its farther neighbour, neither tiny nor longer than the range. */
function deviations(means: readonly number[], low: number, high: number): number[] {
  const order = means.map((_, i) => i).sort((a, b) => means[a] - means[b]);
  const smallest = (high - low) / Math.min(MOST_KERNELS, means.length + 2);
  const result = new Array<number>(means.length);
  for (const [rank, index] of order.entries()) {
    const before = rank > 0 ? means[order[rank - 1]] : low;
    const after = rank < order.length - 1 ? means[order[rank + 1]] : high;
    const left = means[index] - before;
    const right = after - means[index];
    // Between two or more means the ends of the range are no neighbours.
    const isFirst = rank === 0 && order.length > 1;
    const isLast = rank === order.length - 1 && order.length > 1;
    const distance = isFirst ? right : isLast ? left : Math.max(left, right);
    result[index] = Math.min(high - low, Math.max(smallest, distance));
  }
  return result;
}

/** An index, each as likely as its weight; the weights' sum is 1. */
function pick(weights: readonly number[], generator: Generator): number {
  let share = generator.randDouble();
  for (const [index, weight] of weights.entries()) {
    share -= weight;
    if (share < 0) return index;
  }
  return weights.length - 1;
}
