/** Batches of a dataset, epoch after epoch. How they are made is in batch-makers.ts. */
import { drawBaseSeed, type Generator as RandomGenerator } from '../random/index.js';
import type { Tensor } from '../tensor/index.js';
import {
  collected,
  finish,
  gathered,
  isReadHere,
  readAhead,
  readHere,
  rowsOf,
  streamed,
  transformed,
} from './batch-makers.js';
import { type Batches, type BatchMaker, Epoch } from './batches.js';
import { type Batch, collate } from './collate.js';
import type { Dataset, Sample } from './dataset.js';
import { EpochOrder } from './epoch-order.js';
import { DatasetError } from './errors.js';
import { warnOfOrder } from './in-order.js';
import { IterableDataset } from './iterable-dataset.js';
import { asDataset, type DatasetLike } from './list-dataset.js';
import { checkOptions, type DataLoaderOptions, samplerOf } from './loader-options.js';
import { ThreadPool } from './reading/index.js';
import type { ResidentData } from './resident-data.js';
import { type BatchSamplerLike, type Sampler, SequentialSampler } from './samplers/index.js';
import { samplesOf } from './samplers/sampler.js';

/** How long `for await` works before it lets the event loop have a turn, in milliseconds. */
const TURN = 10;

/**
 * PyTorch: `torch.utils.data.DataLoader`.
 *
 * Each pass of `for (const [images, labels] of loader)` is an epoch. What an iteration computes is freed
 * when the next one begins, save what can still be held and is small; a `break` frees nothing.
 *
 * @throws DatasetError when an option is out of range or the dataset is empty.
 */
export class DataLoader<S extends Sample = readonly [Tensor, Tensor | number], const B = Batch<S>> {
  /** What the samples are of. */
  readonly dataset: Dataset<S>;
  readonly batchSize: number;
  readonly dropLast: boolean;
  /** What chooses the samples; undefined where batches are chosen at once. */
  readonly sampler: Sampler;
  readonly batchSampler: BatchSamplerLike | undefined;
  /** What shuffling draws from, where it isn't the global generator. */
  readonly generator: RandomGenerator | undefined;
  readonly numWorkers: number;
  readonly prefetchFactor: number;
  /** Makes batches of samples that come one by one. */
  readonly #oneByOne: (order: EpochOrder, from: number) => BatchMaker<B>;
  readonly #hasCollateFn: boolean;
  readonly #transformed: (batch: unknown) => B;
  #pool: ThreadPool | undefined;

  /** @param given a dataset, or a list of samples */
  constructor(given: DatasetLike<S>, options: DataLoaderOptions<S, B> = {}) {
    const dataset = asDataset('DataLoader', given);
    checkOptions(dataset, options);
    const { batchSize = 1, dropLast = false, numWorkers = 0, prefetchFactor = 2 } = options;
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.sampler = samplerOf(dataset, options);
    this.batchSampler = options.batchSampler;
    this.generator = options.generator;
    this.numWorkers = numWorkers;
    this.prefetchFactor = prefetchFactor;
    const { collateFn = collate as unknown as (samples: readonly S[], indices: Int32Array) => B } =
      options;
    const { batchTransform } = options;
    this.#transformed = (batch) => (batchTransform ? batchTransform(batch as B) : (batch as B));
    this.#hasCollateFn = options.collateFn !== undefined;
    this.#oneByOne = (order, from) =>
      dataset instanceof IterableDataset
        ? streamed(dataset, collateFn, this, from)
        : collected(dataset, collateFn, order);
  }

  /** The number of batches in an epoch. */
  get length(): number {
    if (this.batchSampler) return this.batchSampler.length;
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** Whether an epoch's order is another than the dataset's: by chance, or as a sampler has it. */
  get shuffle(): boolean {
    return this.batchSampler !== undefined || !(this.sampler instanceof SequentialSampler);
  }

  /** The batches of an epoch. */
  [Symbol.iterator](): Batches<B> {
    const onStep = () => warnOfOrder(this);
    return this.#epoch(this.epochOrder(), 0, onStep);
  }

  /**
   * The batches of an epoch whose order is known.
   * @param order as `epochOrder` gave it
   * @param from how many batches to pass over, for an epoch that was begun before
   */
  batches(order: EpochOrder, from = 0): Batches<B> {
    return this.#epoch(order, from);
  }

  #epoch(order: EpochOrder, from: number, onStep?: () => void): Batches<B> {
    const maker = this.#maker(order, from);
    return new Epoch(transformed(maker, this.#transformed), from, onStep);
  }

  /**
   * The batches of an epoch with their numbers, from 0: `for (const [i, [images, labels]] of loader.entries())`. PyTorch:
   * `enumerate(loader)`.
   */
  *entries(): Generator<[number: number, batch: B], void, void> {
    let number = 0;
    for (const batch of this) yield [number++, batch];
  }

  /** The same batches; the event loop has its turns in between. */
  async *[Symbol.asyncIterator](): AsyncGenerator<B, void, void> {
    let start = performance.now();
    for (const batch of this) {
      if (performance.now() - start > TURN) {
        await new Promise((resolve) => setImmediate(resolve));
        start = performance.now();
      }
      yield batch;
    }
  }

  /**
   * The first batch of a new epoch. No loop ends and frees it: it lives until it is collected.
   * PyTorch: `next(iter(loader))`.
   *
   *     const [images, labels] = loader.first();
   *
   * @throws DatasetError when `dropLast` leaves no batch.
   */
  first(): B {
    for (const batch of this) return batch;
    throw new DatasetError(
      `DataLoader has no batch: ${this.dataset.length} samples are fewer than batchSize ` +
        `${this.batchSize}, and dropLast leaves them out.`,
    );
  }

  /**
   * What training many steps in one program needs; undefined where samples must be got one by one.
   */
  resident(): ResidentData<B> | undefined {
    if (this.batchSampler || this.#hasCollateFn) return undefined;
    const source = this.dataset.batchSource();
    if (source === undefined) return undefined;
    return {
      batchSize: this.batchSize,
      dropLast: this.dropLast,
      gather: (indices) => {
        const rows = source.columns.map((column) => column.gather(indices));
        return this.#transformed(finish(source, rows));
      },
      rowsOf: (samples) => rowsOf(source, samples),
    };
  }

  /** Which samples a new epoch visits; draws as PyTorch's loader draws. */
  epochOrder(): EpochOrder {
    const seed = Number(BigInt.asUintN(32, drawBaseSeed(this.generator)));
    // A stream has an order of its own; one that a thread reads has a length.
    if (this.dataset instanceof IterableDataset && !this.dataset.reading()) {
      return EpochOrder.of([], seed);
    }
    if (this.batchSampler) return EpochOrder.of(this.batchSampler, seed);
    return EpochOrder.even(samplesOf(this.sampler), this.batchSize, this.dropLast, seed);
  }

  #maker(order: EpochOrder, from: number): BatchMaker<B> {
    const { dataset, prefetchFactor } = this;
    const numWorkers = dataset instanceof IterableDataset ? 1 : this.numWorkers;
    if (!this.#hasCollateFn) {
      const source = dataset.batchSource();
      if (source) return gathered(source, order);
      const reading = dataset.reading();
      if (reading && numWorkers > 0) {
        const { onError } = reading;
        this.#pool ??= new ThreadPool(reading, { numWorkers, prefetchFactor, onError });
        return readAhead(reading, this.#pool, order, from);
      }
      if (isReadHere(reading)) return readHere(reading, order);
    }
    return this.#oneByOne(order, from);
  }
}
