/** A model's outputs for all batches of a loader. */
import { type Dataset, type EpochOrder, IterableDataset, type Sample } from '../data/index.js';
import { ReadDataset } from '../data/read-dataset.js';
import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { inEvalMode } from '../train/eval-mode.js';
import type { Criterion } from '../train/index.js';
import { type PairLoader, pairOf } from '../train/pairs.js';
import { type Devices, shareAmong } from '../train/share-batches.js';

/** Gathers what one kind of model gives, batch by batch. */
export interface Gatherer<D> {
  /** The loss where none is given. */
  readonly criterion: Criterion;
  /** @throws FitError when outputs and targets are not of this kind's shapes */
  check(outputs: Tensor, targets: Tensor): void;
  /** Reads them. @throws FitError when targets have values that aren't of this kind */
  add(outputs: Tensor, targets: Tensor): void;
  done(): D;
}

export interface ModelRun<D> {
  /** The mean over the samples. */
  readonly loss: number;
  readonly samples: D;
  /** Their numbers in the dataset; undefined where samples have none, as in a stream. */
  readonly numbers: Int32Array | undefined;
}

export interface RunOptions {
  readonly criterion?: Criterion | undefined;
  readonly devices?: Devices | undefined;
}

/** In eval mode and without gradients. */
export function runModel<D>(
  net: Module,
  loader: PairLoader,
  gatherer: Gatherer<D>,
  { criterion = gatherer.criterion, devices }: RunOptions = {},
): ModelRun<D> {
  const share = shareAmong('evaluate', net, devices);
  const order = loader.epochOrder();
  let lossSum = 0;
  let count = 0;
  inEvalMode(net, () => {
    for (const batch of loader.batches(order)) {
      const [inputs, targets] = pairOf('evaluate', batch);
      const outputs = net(share(inputs));
      gatherer.check(outputs, targets);
      // Before anything is read, so that all is computed at once.
      const loss = criterion(outputs, targets);
      gatherer.add(outputs, targets);
      lossSum += loss.item() * targets.shape[0];
      count += targets.shape[0];
    }
  });
  const numbers = numbersOf(loader.dataset, order);
  return {
    loss: lossSum / count,
    samples: gatherer.done(),
    numbers: numbers?.length === count ? numbers : undefined,
  };
}

/** Which samples were visited, save those that couldn't be read. */
function numbersOf(dataset: Dataset<Sample>, order: EpochOrder): Int32Array | undefined {
  if (dataset instanceof IterableDataset) return undefined;
  const visited = order.samples.slice(0, order.ends.at(-1) ?? 0);
  if (!(dataset instanceof ReadDataset)) return visited;
  return visited.filter((number) => !dataset.skipped.has(number));
}
