/** Looking at a loader's batches without a trace: what transforms and dropout draw at random is put back. */
import { type DataLoader, EpochOrder, IterableDataset } from '../../data/index.js';
import { defaultGenerator } from '../../random/index.js';
import { pairOf } from '../pairs.js';

/** Calls `look` with each batch, in the dataset's order, until it gives something; never with those of a stream. */
export function lookInOrder<T>(
  loader: DataLoader,
  look: (...batch: ReturnType<DataLoader['first']>) => T | undefined,
): T | undefined {
  if (loader.dataset instanceof IterableDataset) return undefined;
  const { state } = defaultGenerator;
  const samples = Int32Array.from({ length: loader.dataset.length }, (_, i) => i);
  const batches = loader.batches(EpochOrder.even(samples, loader.batchSize, loader.dropLast));
  try {
    for (const batch of batches) {
      const found = look(...pairOf('fit', batch));
      if (found === undefined) continue;
      batches.endIteration();
      return found;
    }
    return undefined;
  } finally {
    defaultGenerator.state = state;
  }
}
