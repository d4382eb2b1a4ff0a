/** The samples in their order. */
import type { Sampler, Sized } from './sampler.js';

/** PyTorch: `torch.utils.data.SequentialSampler`. */
export class SequentialSampler implements Sampler {
  readonly #dataset: Sized;

  constructor(dataset: Sized) {
    this.#dataset = dataset;
  }

  get length(): number {
    return this.#dataset.length;
  }

  /** The numbers of the samples, in order. */
  [Symbol.iterator](): ArrayIterator<number> {
    return Int32Array.from({ length: this.length }, (_, i) => i).values();
  }
}
