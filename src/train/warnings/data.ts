/** Mistakes in the data that a run is given. */
import { warnOfOrder } from '../../data/in-order.js';
import { type DataLoader, overlap } from '../../data/index.js';
import { BatchNorm1d, Embedding, EmbeddingBag, type Module } from '../../nn/index.js';
import { noGrad, Tensor } from '../../tensor/index.js';
import { isNew, warnOnce } from '../../warn-once.js';
import { hold, readHeld } from '../held-figures.js';
import type { PairLoader } from '../pairs.js';
import { lookInOrder } from './in-order.js';

/** A share of common samples that no accident explains. */
const MUCH = 0.01;
/** Inputs beyond this are rarely meant. */
const LARGE = 20;

/** Says what is wrong with a run's loaders; changes nothing, random numbers included. */
export async function warnOfData(
  net: Module,
  loader: DataLoader,
  validation?: PairLoader,
): Promise<void> {
  warnOfOrder(loader);
  warnOfSingles(net, loader);
  if (validation) warnOfOverlap(loader, validation);
  await warnOfScale(net, loader);
}

function warnOfSingles(net: Module, loader: DataLoader): void {
  const { batchSize, dropLast, dataset } = loader;
  const rest = dataset.length % batchSize;
  if (batchSize > 1 && (rest !== 1 || dropLast)) return;
  if (!net.modules().some((module) => module instanceof BatchNorm1d)) return;
  warnOnce(
    net,
    'single',
    `BatchNorm can't measure a batch of one sample, and ${batchSize > 1 ? 'the last batch of each epoch is one' : 'batchSize is 1'}. ` +
      `${batchSize > 1 ? 'Leave it out by dropLast: true' : 'Take a larger batchSize'}, or another norm, as LayerNorm.`,
  );
}

function warnOfOverlap(loader: DataLoader, validation: PairLoader): void {
  if (!isNew(validation.dataset, 'overlap')) return;
  const share = overlap(loader.dataset, validation.dataset) ?? 0;
  if (share < MUCH) return;
  console.warn(
    `Warning: ${(100 * share).toFixed(0)} % of the validation samples are training samples too, so the ` +
      'validation figures are too good. Split once, as in ' +
      'const [train, validation] = randomSplit(dataset, [0.9, 0.1]), and use those two.',
  );
}

async function warnOfScale(net: Module, loader: DataLoader): Promise<void> {
  // The numbers of words or letters are no quantities.
  if (net.modules().some((module) => module instanceof Embedding || module instanceof EmbeddingBag))
    return;
  if (!isNew(loader.dataset, 'scale')) return;
  const largest = await largestInput(loader);
  if (!(largest > LARGE)) return;
  console.warn(
    `Warning: the inputs go up to ${largest.toPrecision(3)}. Networks learn best from inputs around 0, ` +
      'between about -3 and 3: use transforms.ToTensor() and transforms.Normalize([0.5], [0.5]), or ' +
      'subtract the mean and divide by the standard deviation of the training data.',
  );
}

/** The largest absolute value in the first inputs. */
async function largestInput(loader: DataLoader): Promise<number> {
  const largest = lookInOrder(loader, (inputs) =>
    inputs instanceof Tensor ? hold(noGrad(() => inputs.abs().max())) : undefined,
  );
  if (!largest) return 0;
  const [[value]] = await readHeld([largest]);
  return value;
}
