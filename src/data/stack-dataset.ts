/** Datasets side by side. */
import { checkDataset } from './argument-kinds.js';
import { checkIndex, Dataset, type Sample } from './dataset.js';
import { DatasetError } from './errors.js';

/** The parts of the samples of all, in one list. */
type Joined<Samples extends readonly Sample[]> = number extends Samples['length']
  ? readonly Sample[]
  : Samples extends readonly [infer First extends Sample, ...infer Rest extends readonly Sample[]]
    ? readonly [...(First extends readonly Sample[] ? First : [First]), ...Joined<Rest>]
    : readonly [];

/**
 * Sample i has the parts of sample i of the first dataset, then those of the second, and so on; what is no list is one part. PyTorch:
 * `torch.utils.data.StackDataset`.
 *
 *     const pairs = new StackDataset(new TensorDataset(images), new TensorDataset(texts));
 */
export class StackDataset<Samples extends readonly Sample[] = Sample[]> extends Dataset<
  Joined<Samples>
> {
  /** The datasets, in order. */
  readonly datasets: readonly Dataset<Sample>[];
  readonly length: number;

  /** @throws DatasetError when there is none, something else among them, or their lengths differ. */
  constructor(...datasets: { readonly [Place in keyof Samples]: Dataset<Samples[Place]> }) {
    super();
    const all: readonly Dataset<Sample>[] = datasets;
    if (all.length === 0) {
      throw new DatasetError('StackDataset got no dataset. It takes some, as (images, labels).');
    }
    for (const dataset of all) checkDataset('StackDataset', dataset);
    const lengths = all.map(({ length }) => length);
    if (lengths.some((length) => length !== lengths[0])) {
      throw new DatasetError(
        `StackDataset: the datasets have ${lengths.join(', ')} samples; to stand side by side they must have equally many.`,
      );
    }
    this.datasets = all;
    this.length = lengths[0];
  }

  get(index: number): Joined<Samples> {
    checkIndex(this, index, 'StackDataset');
    const parts: readonly Sample[] = this.datasets.flatMap((dataset) => dataset.get(index));
    return parts as Joined<Samples>;
  }
}
