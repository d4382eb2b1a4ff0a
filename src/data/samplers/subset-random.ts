/** Some of the samples, in an order of chance. */
import { defaultGenerator, type Generator } from '../../random/index.js';
import { withDefaults } from '../../tensor/index.js';
import { checkNumbers } from '../argument-kinds.js';
import type { Sampler } from './sampler.js';

/** PyTorch: `torch.utils.data.SubsetRandomSampler`. */
export class SubsetRandomSampler implements Sampler {
  /** The numbers of the samples that it chooses from. */
  readonly indices: Int32Array;
  readonly #generator: Generator;

  /** @throws DatasetError for what is no list. */
  constructor(indices: ArrayLike<number>, options: { generator?: Generator } = {}) {
    checkNumbers('SubsetRandomSampler', 'indices', indices);
    const { generator } = withDefaults('SubsetRandomSampler', options, {
      generator: defaultGenerator,
    });
    this.indices = Int32Array.from(indices);
    this.#generator = generator;
  }

  get length(): number {
    return this.indices.length;
  }

  /** The numbers of the samples, by chance. */
  [Symbol.iterator](): ArrayIterator<number> {
    const order = this.#generator.randperm(this.length);
    return order.map((position) => this.indices[position]).values();
  }
}
