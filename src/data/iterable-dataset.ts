/** Datasets that give their samples in an order of their own: streams, and what is too large to be numbered. */
import type { Tensor } from '../tensor/index.js';
import { Dataset, type Sample } from './dataset.js';
import { DatasetError } from './errors.js';

/**
 * PyTorch: `torch.utils.data.IterableDataset`. A DataLoader makes batches of what an iteration gives, which
 * begins anew in each epoch.
 *
 *     class Noise extends IterableDataset {
 *       override readonly length = 1000;
 *       *[Symbol.iterator]() {
 *         for (let i = 0; i < this.length; i++) yield [randn([2]), 0] as const;
 *       }
 *     }
 *
 * `fit` needs its `length`; a loop over a DataLoader does not.
 */
export abstract class IterableDataset<
  S extends Sample = readonly [Tensor, Tensor | number],
> extends Dataset<S> {
  /** The number of samples. @throws DatasetError where the subclass doesn't say it. */
  declare readonly length: number;

  /**
   * Streams have no places.
   * @throws DatasetError always: samples have no numbers.
   */
  get(index: number): S {
    throw new DatasetError(
      `${this.constructor.name} has no sample ${index}: it gives its samples in an order of its own.`,
    );
  }

  /** The samples, in order. */
  abstract override [Symbol.iterator](): Generator<S, void, void>;
}

// On the prototype, so that a subclass can declare a length of its own: as a field, which no accessor of a class allows.
Object.defineProperty(IterableDataset.prototype, 'length', {
  get(this: IterableDataset): number {
    throw new DatasetError(
      `${this.constructor.name} has no length. Declare it where it is known: ` +
        'override readonly length = 1000;',
    );
  },
});
