/** The samples in an order of chance, or drawn again and again. */
import { freshGenerator, type Generator } from '../../random/index.js';
import { withDefaults } from '../../tensor/index.js';
import { checkSized } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { Sampler, Sized } from './sampler.js';

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions {
  /** Whether a sample may be drawn more than once. Default false: each epoch is a permutation. */
  replacement?: boolean;
  /** How many to draw. Default: as many as there are; more than that are several permutations. */
  numSamples?: number;
  /** Default: a new one for each epoch, seeded by the global generator. */
  generator?: Generator;
}

/** How many numbers PyTorch draws at once with replacement. */
const CHUNK = 32;

/** Draws as PyTorch does: `torch.utils.data.RandomSampler`. */
export class RandomSampler implements Sampler {
  readonly replacement: boolean;
  readonly length: number;
  readonly #size: number;
  readonly #generator: Generator | undefined;

  /** @throws DatasetError when there is nothing to draw from, or `numSamples` is no whole number above 0. */
  constructor(dataset: Sized, options: RandomSamplerOptions = {}) {
    checkSized('RandomSampler', dataset);
    const { replacement, numSamples, generator } = withDefaults('RandomSampler', options, {
      replacement: false,
      numSamples: dataset.length,
      generator: undefined,
    });
    if (!Number.isInteger(numSamples) || numSamples < 1) {
      throw new DatasetError(
        `RandomSampler got numSamples ${numSamples}. It must be a whole number from 1.`,
      );
    }
    this.replacement = replacement;
    this.length = numSamples;
    this.#size = dataset.length;
    this.#generator = generator;
  }

  /** The numbers of the samples, by chance. */
  [Symbol.iterator](): ArrayIterator<number> {
    const generator = this.#generator ?? freshGenerator();
    const order = new Int32Array(this.length);
    const chunk = this.replacement ? CHUNK : this.#size;
    // The last chunk is drawn whole where it is a permutation, even if nothing of it is used: as PyTorch.
    for (let start = 0; start <= this.length; start += chunk) {
      const wanted = Math.min(chunk, this.length - start);
      const drawn = this.replacement
        ? generator.randints(wanted, 0, this.#size)
        : generator.randperm(this.#size).subarray(0, wanted);
      order.set(drawn, start);
    }
    return order.values();
  }
}
