/** Samples that stand in a list. */
import { checkDataset } from './argument-kinds.js';
import { checkIndex, Dataset, type Sample } from './dataset.js';

/** What functions of datasets take: a dataset, or a list of samples. */
export type DatasetLike<S extends Sample> = Dataset<S> | readonly S[];

class ListDataset<S extends Sample> extends Dataset<S> {
  readonly #samples: readonly S[];

  constructor(samples: readonly S[]) {
    super();
    this.#samples = samples;
  }

  get length(): number {
    return this.#samples.length;
  }

  get(index: number): S {
    checkIndex(this, index, 'The list');
    return this.#samples[index];
  }
}

/** The dataset, or one of what stands in the list. @throws DatasetError for what is neither. */
export function asDataset<S extends Sample>(owner: string, given: DatasetLike<S>): Dataset<S> {
  if (Array.isArray(given)) return new ListDataset<S>(given);
  checkDataset(owner, given);
  return given as Dataset<S>;
}
