/** What a DataLoader can be told, and what of it doesn't go together. */
import type { Generator } from '../random/index.js';
import { checkOptionNames } from '../tensor/index.js';
import type { Dataset, Sample } from './dataset.js';
import { DatasetError } from './errors.js';
import { IterableDataset } from './iterable-dataset.js';
import {
  type BatchSamplerLike,
  checkBatchSize,
  RandomSampler,
  type Sampler,
  SequentialSampler,
  type Sized,
} from './samplers/index.js';

/** Options of {@link DataLoader}. */
export interface DataLoaderOptions<S extends Sample, B> {
  /** Samples a batch. Default 1, as in PyTorch. */
  batchSize?: number;
  /** Another order each epoch, drawn as PyTorch draws it. Default false. */
  shuffle?: boolean;
  /** Leaves out the last batch of an epoch where it is smaller. Default false. */
  dropLast?: boolean;
  /** What chooses the samples and their order, instead of `shuffle`. */
  sampler?: Sampler;
  /** What chooses the batches, instead of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: BatchSamplerLike;
  /** Makes a batch of samples. Default: {@link collate}, which stacks each part. */
  collateFn?: (samples: S[]) => B;
  /** Changes each batch as a whole, behind all else: `transforms.MixUp`, for example. */
  batchTransform?: (batch: B) => B;
  /** What shuffling draws from. Default: the global generator, which `manualSeed` seeds. */
  generator?: Generator;
  /**
   * Threads that read samples ahead, where the dataset can be read by threads (folders of images,
   * {@link WorkerDataset}). Others lie in memory, and are gathered faster than threads could. Default 0.
   */
  numWorkers?: number;
  /** Batches that each thread reads ahead. Default 2. */
  prefetchFactor?: number;
}

const OPTIONS = {
  batchSize: true,
  shuffle: true,
  dropLast: true,
  sampler: true,
  batchSampler: true,
  collateFn: true,
  batchTransform: true,
  generator: true,
  numWorkers: true,
  prefetchFactor: true,
};

/** @throws DatasetError when an option is out of range, or two contradict each other; UnknownOptionError. */
export function checkOptions<S extends Sample, B>(
  dataset: Dataset<S>,
  options: DataLoaderOptions<S, B>,
): void {
  checkOptionNames('DataLoader', options, OPTIONS);
  const { batchSize = 1, numWorkers = 0, prefetchFactor = 2 } = options;
  checkBatchSize('DataLoader', batchSize);
  if (!Number.isInteger(numWorkers) || numWorkers < 0) {
    throw new DatasetError(
      `DataLoader got numWorkers ${numWorkers}. It must be a whole number from 0.`,
    );
  }
  if (!Number.isInteger(prefetchFactor) || prefetchFactor < 1) {
    throw new DatasetError(
      `DataLoader got prefetchFactor ${prefetchFactor}. It must be a whole number from 1.`,
    );
  }
  if (dataset instanceof IterableDataset) {
    const ordering = chosen(options, ['shuffle', 'sampler', 'batchSampler']);
    if (ordering.length === 0) return;
    throw new DatasetError(
      `DataLoader can't use ${ordering.join(', ')} with ${dataset.constructor.name}: an ` +
        'IterableDataset gives its samples in an order of its own.',
    );
  }
  if (!(dataset.length > 0)) {
    throw new DatasetError(
      `DataLoader got a dataset of ${dataset.length} samples. It needs at least one.`,
    );
  }
  if (options.sampler && options.shuffle) {
    throw new DatasetError(
      'DataLoader got both sampler and shuffle. A sampler decides the order: leave out shuffle.',
    );
  }
  const others = chosen(options, ['batchSize', 'shuffle', 'sampler', 'dropLast']);
  if (options.batchSampler && others.length > 0) {
    throw new DatasetError(
      `DataLoader got both batchSampler and ${others.join(', ')}. A batchSampler decides the ` +
        `batches: leave out ${others.join(', ')}.`,
    );
  }
}

/** Which of these options are given, and not false. */
function chosen<K extends string>(
  options: { readonly [name in K]?: unknown },
  names: readonly K[],
): K[] {
  return names.filter((name) => options[name] !== undefined && options[name] !== false);
}

/** The sampler that the options ask for. */
export function samplerOf<S extends Sample, B>(
  dataset: Sized,
  { sampler, shuffle = false, generator }: DataLoaderOptions<S, B>,
): Sampler {
  if (sampler) return sampler;
  return shuffle ? new RandomSampler(dataset, { generator }) : new SequentialSampler(dataset);
}
