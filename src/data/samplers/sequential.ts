/** The samples in their order. */
import type { Sampler, Sized } from './sampler.js';

/** PyTorch: `torch.utils.data.SequentialSampler`. */
export class SequentialSampler implements Sampler {
  readonly length: number;

  constructor(dataset: Sized) {
    this.length = dataset.length;
  }

  [Symbol.iterator](): ArrayIterator<number> {
    return Int32Array.from({ length: this.length }, (_, i) => i).values();
  }
}
