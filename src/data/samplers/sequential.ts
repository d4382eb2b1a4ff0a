/** The samples in their order. */
import { checkSized } from '../argument-kinds.js';
import type { Sampler, Sized } from './sampler.js';

/** PyTorch: `torch.utils.data.SequentialSampler`. */
export class SequentialSampler implements Sampler {
  readonly #dataset: Sized;

  /** @throws DatasetError for what has no length. */
  constructor(dataset: Sized) {
    checkSized('SequentialSampler', dataset);
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
