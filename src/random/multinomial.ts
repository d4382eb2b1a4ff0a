/** Drawing numbers of categories by their weights. PyTorch: `torch.multinomial`. */
import { RandomError } from './errors.js';
import type { Generator } from './generator.js';

type FloatArray = Float32Array | Float64Array;

export interface MultinomialOptions {
  /** How many to draw from each row. */
  samples: number;
  /** Whether a category may be drawn more than once. */
  replacement: boolean;
}

/**
 * Draws from each row of `weights`, `rows` times `categories` numbers of 0 or more; gives `samples` a row.
 * Weights of a Float64Array are added up in float64, all others in float32.
 * @throws RandomError when a weight is negative or not finite, a row has none above 0, or there are too few.
 */
export function multinomial(
  generator: Generator,
  weights: ArrayLike<number>,
  categories: number,
  { samples, replacement }: MultinomialOptions,
): Int32Array {
  const rows = weights.length / categories;
  checkWeights(weights, categories);
  if (!Number.isInteger(samples) || samples < 1 || (!replacement && samples > categories)) {
    throw new RandomError(
      `multinomial can't draw ${samples} of ${categories} categories` +
        `${replacement ? '' : ' without replacement'}.`,
    );
  }
  const drawn = new Int32Array(rows * samples);
  if (replacement && samples > 1) {
    for (let row = 0; row < rows; row++) {
      const sums = cumulativeShares(weights, row * categories, categories);
      for (let i = 0; i < samples; i++) {
        drawn[row * samples + i] = firstAtLeast(sums, generator.randDouble());
      }
    }
    return drawn;
  }
  // A race of exponential times: the category with the largest weight for its time comes first.
  const times = new (precisionOf(weights))(categories);
  for (let row = 0; row < rows; row++) {
    const start = row * categories;
    for (let i = 0; i < categories; i++) times[i] = generator.exponentialDouble();
    const scores = times.map((time, i) => weights[start + i] / time);
    const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
    drawn.set(order.slice(0, samples), row * samples);
  }
  return drawn;
}

function checkWeights(weights: ArrayLike<number>, categories: number): void {
  for (let start = 0; start < weights.length; start += categories) {
    let sum = 0;
    for (let i = start; i < start + categories; i++) {
      if (!(weights[i] >= 0 && weights[i] < Infinity)) {
        throw new RandomError(`multinomial needs weights of 0 or more, got ${weights[i]}.`);
      }
      sum += weights[i];
    }
    if (sum <= 0) throw new RandomError('multinomial needs a weight above 0 in every row.');
  }
}

/** PyTorch computes in the precision of the weights. */
function precisionOf(weights: ArrayLike<number>) {
  return weights instanceof Float64Array ? Float64Array : Float32Array;
}

/** Added up and divided as PyTorch's kernel does; the last is 1. */
function cumulativeShares(weights: ArrayLike<number>, start: number, size: number): FloatArray {
  const sums = new (precisionOf(weights))(size);
  for (let i = 0; i < size; i++) sums[i] = (i > 0 ? sums[i - 1] : 0) + weights[start + i];
  const sum = sums[size - 1];
  for (let i = 0; i < size; i++) sums[i] /= sum;
  sums[size - 1] = 1;
  return sums;
}

/** The first place whose value is not below `wanted`, by halving. */
function firstAtLeast(sorted: FloatArray, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
