/** Samples drawn by their weights, so that rare classes are seen as often as common ones. */
import { defaultGenerator, type Generator, multinomial } from '../../random/index.js';
import { withDefaults } from '../../tensor/index.js';
import { checkNumbers } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { Sampler } from './sampler.js';

/** Options of {@link WeightedRandomSampler}. */
export interface WeightedRandomSamplerOptions {
  /** Whether a sample may be drawn more than once. Default true. */
  replacement?: boolean;
  /** Default: the global generator, which `manualSeed` seeds. */
  generator?: Generator;
}

/**
 * PyTorch: `torch.utils.data.WeightedRandomSampler`.
 *
 *     const sampler = new WeightedRandomSampler(labels.map((label) => 1 / counts[label]), labels.length);
 *     const loader = new DataLoader(dataset, { batchSize: 64, sampler });
 *
 * @param weights one for each sample, 0 or more; they need not sum to 1
 * @param numSamples how many an epoch draws
 */
export class WeightedRandomSampler implements Sampler {
  /** The weight of each sample. */
  readonly weights: Float64Array;
  readonly length: number;
  readonly replacement: boolean;
  readonly #generator: Generator;

  /** @throws DatasetError when a weight is negative or not finite, or there are too few samples. */
  constructor(
    weights: ArrayLike<number>,
    numSamples: number,
    options: WeightedRandomSamplerOptions = {},
  ) {
    checkNumbers('WeightedRandomSampler', 'weights', weights);
    const { replacement, generator } = withDefaults('WeightedRandomSampler', options, {
      replacement: true,
      generator: defaultGenerator,
    });
    this.weights = Float64Array.from(weights);
    this.length = numSamples;
    this.replacement = replacement;
    this.#generator = generator;
    const wrong = this.weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
    if (wrong >= 0) {
      throw new DatasetError(
        `WeightedRandomSampler: the weight of sample ${wrong} is ${weights[wrong]}. ` +
          'A weight is a number of 0 or more.',
      );
    }
    if (!Number.isInteger(numSamples) || numSamples < 1) {
      throw new DatasetError(
        `WeightedRandomSampler got numSamples ${numSamples}. It must be a whole number from 1.`,
      );
    }
    const drawable = this.weights.reduce((count, weight) => count + Number(weight > 0), 0);
    if (drawable === 0 || (!replacement && numSamples > drawable)) {
      throw new DatasetError(
        `WeightedRandomSampler can't draw ${numSamples} samples: ${drawable} of ` +
          `${this.weights.length} weights are above 0${replacement ? '' : ', and replacement is false'}.`,
      );
    }
  }

  /** The numbers of the samples, by chance and weight. */
  [Symbol.iterator](): ArrayIterator<number> {
    const { weights, length: samples, replacement } = this;
    return multinomial(this.#generator, weights, weights.length, { samples, replacement }).values();
  }
}
