/** Notices training data that come in the same order in each epoch. */
import { warnOnce } from '../warn-once.js';
import { IterableDataset } from './iterable-dataset.js';

/** Batches, as a `DataLoader` gives them. */
interface Batched {
  readonly dataset: object;
  readonly shuffle: boolean;
  readonly length: number;
}

/** To be called when a model is trained on the batches. */
export function warnOfOrder({ dataset, shuffle, length }: Batched): void {
  if (shuffle || length < 3 || dataset instanceof IterableDataset) return;
  warnOnce(
    dataset,
    'order',
    'the training data are not shuffled, so each epoch sees the same batches. ' +
      'Usually meant: new DataLoader(dataset, { batchSize: 64, shuffle: true }).',
  );
}
