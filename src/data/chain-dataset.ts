/** Streams one after the other. */
import type { Sample } from './dataset.js';
import { DatasetError } from './errors.js';
import { IterableDataset } from './iterable-dataset.js';

/** PyTorch: `torch.utils.data.ChainDataset`. Its length is that of all, where each says its own. */
export class ChainDataset<S extends Sample = Sample> extends IterableDataset<S> {
  /** The streams, in order. */
  readonly datasets: readonly IterableDataset<S>[];

  /** @throws DatasetError when there is none, or something else among them. */
  constructor(datasets: readonly IterableDataset<S>[]) {
    super();
    if (!Array.isArray(datasets) || datasets.length === 0) {
      throw new DatasetError(
        'ChainDataset got no dataset. It takes a list of one or more, as [first, second].',
      );
    }
    const other = datasets.findIndex((dataset) => !(dataset instanceof IterableDataset));
    if (other >= 0) {
      throw new DatasetError(
        `ChainDataset: dataset ${other} is no IterableDataset. ConcatDataset joins those whose samples have numbers.`,
      );
    }
    this.datasets = datasets;
  }

  *[Symbol.iterator](): Generator<S, void, void> {
    for (const dataset of this.datasets) yield* dataset;
  }
}

// On the prototype, as that of IterableDataset.
Object.defineProperty(ChainDataset.prototype, 'length', {
  get(this: ChainDataset): number {
    return this.datasets.reduce((sum, { length }) => sum + length, 0);
  },
});
