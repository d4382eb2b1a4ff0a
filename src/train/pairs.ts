/** What runs take of a loader: batches of inputs and targets. */
import type { DataLoader, Sample } from '../data/index.js';
import type { Tree } from '../func/tree.js';
import { isOptions as isPlainObject, type Tensor } from '../tensor/index.js';
import { FitError } from './errors.js';

/** Gives batches `[inputs, targets]`: inputs are what the model takes, a tensor or several in a list or an object. */
export type PairLoader = DataLoader<Sample, readonly [inputs: Tree, targets: Tensor]>;

/**
 * @param owner who asks, for errors
 * @throws FitError for a batch that is no list, as those of samples that are objects
 */
export function pairOf(owner: string, batch: unknown): [Tensor, Tensor] {
  if (Array.isArray(batch)) return batch as [Tensor, Tensor];
  const names = isPlainObject(batch) ? Object.keys(batch) : [];
  const [inputs = 'inputs', targets = 'targets'] = names;
  const found = isPlainObject(batch) ? `an object of ${names.join(', ')}` : 'no list';
  throw new FitError(
    `${owner} takes batches [inputs, targets]; this loader's are ${found}. Say in its options what the model gets and what it ` +
      `should give: { collateFn: (samples) => { const { ${inputs}, ${targets} } = collate(samples); return [${inputs}, ${targets}]; } }.`,
  );
}
