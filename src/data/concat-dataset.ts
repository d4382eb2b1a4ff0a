/** Datasets one after the other. */
import { checkDataset } from './argument-kinds.js';
import { checkIndex, Dataset, type Sample, type SampleValue } from './dataset.js';
import { DatasetError } from './errors.js';

/** PyTorch: `torch.utils.data.ConcatDataset`. Samples are got one by one. */
export class ConcatDataset<S extends Sample = Sample> extends Dataset<S> {
  /** The datasets, in order. */
  readonly datasets: readonly Dataset<S>[];
  /** Where each dataset ends. */
  readonly cumulativeSizes: readonly number[];
  readonly length: number;

  /** @throws DatasetError when there is none, or something else among them. */
  constructor(datasets: readonly Dataset<S>[]) {
    super();
    if (!Array.isArray(datasets) || datasets.length === 0) {
      throw new DatasetError(
        'ConcatDataset got no dataset. It takes a list of one or more, as [first, second].',
      );
    }
    for (const dataset of datasets) checkDataset('ConcatDataset', dataset);
    let end = 0;
    this.datasets = datasets;
    this.cumulativeSizes = datasets.map(({ length }) => {
      end += length;
      return end;
    });
    this.length = end;
  }

  get(index: number): S {
    checkIndex(this, index, 'ConcatDataset');
    const which = this.cumulativeSizes.findIndex((end) => index < end);
    return this.datasets[which].get(index - (this.cumulativeSizes[which - 1] ?? 0));
  }

  override column(name: string): SampleValue[] | undefined {
    const columns = this.datasets.map((dataset) => dataset.column(name));
    if (!columns.every((column) => column !== undefined)) return undefined;
    return columns.flatMap((column) => Array.from(column));
  }
}
