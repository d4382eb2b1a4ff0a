/**
 * Batches of a dataset, epoch after epoch. Where the dataset's samples lie side by side in memory, a
 * batch is gathered and transformed as a whole; where they are read, by threads ahead of time or by this
 * one; otherwise sample by sample.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { drawBaseSeed, type Generator } from '../random/index.js';
import { Tensor } from '../tensor/index.js';
import { type BatchSource, takeRows } from './batch-source.js';
import { type Batches, Epoch, type MakeBatch } from './batches.js';
import { type Batch, collate } from './collate.js';
import type { Dataset, Sample } from './dataset.js';
import { EpochOrder } from './epoch-order.js';
import { DatasetError } from './errors.js';
import { hostTensor } from './host-tensor.js';
import { checkOptions, type DataLoaderOptions, samplerOf } from './loader-options.js';
import { type DatasetReading, type RawBatch, readBatch, ThreadPool } from './reading/index.js';
import type { ResidentData } from './resident-data.js';
import { type BatchSamplerLike, RandomSampler, type Sampler } from './samplers/index.js';

/** How long `for await` works before it lets the event loop have a turn, in milliseconds. */
const TURN = 50;

/**
 * PyTorch: `torch.utils.data.DataLoader`.
 *
 * Each pass of `for (const [images, labels] of loader)` is an epoch. What an iteration computes is freed
 * when the next one begins, save what can still be held and is small; a `break` frees nothing.
 *
 * @throws DatasetError when an option is out of range or the dataset is empty.
 */
export class DataLoader<S extends Sample = readonly [Tensor, Tensor | number], B = Batch<S>> {
  readonly dataset: Dataset<S>;
  readonly batchSize: number;
  readonly dropLast: boolean;
  readonly sampler: Sampler;
  readonly batchSampler: BatchSamplerLike | undefined;
  /** What shuffling draws from, where it isn't the global generator. */
  readonly generator: Generator | undefined;
  readonly numWorkers: number;
  readonly prefetchFactor: number;
  /** Makes a batch of samples that are got one by one. */
  readonly #collated: (indices: Int32Array) => B;
  readonly #hasCollateFn: boolean;
  #pool: ThreadPool | undefined;

  constructor(dataset: Dataset<S>, options: DataLoaderOptions<S, B> = {}) {
    checkOptions(dataset, options);
    const { batchSize = 1, dropLast = false, numWorkers = 0, prefetchFactor = 2 } = options;
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
    this.sampler = samplerOf(dataset, options);
    this.batchSampler = options.batchSampler;
    const { collateFn } = options;
    this.#hasCollateFn = collateFn !== undefined;
    this.#collated = (indices) => {
      const samples = Array.from(indices, (index) => dataset.get(index));
      return collateFn ? collateFn(samples) : (collate(samples, indices) as B);
    };
    this.generator = options.generator;
    this.numWorkers = numWorkers;
    this.prefetchFactor = prefetchFactor;
  }

  /** The number of batches in an epoch. */
  get length(): number {
    if (this.batchSampler) return this.batchSampler.length;
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** Whether an epoch's order is left to chance. */
  get shuffle(): boolean {
    return this.sampler instanceof RandomSampler;
  }

  [Symbol.iterator](): Batches<B> {
    return this.batches(this.epochOrder());
  }

  /**
   * The batches of an epoch whose order is known.
   * @param order as `epochOrder` gave it
   * @param from how many batches to pass over, for an epoch that was begun before
   */
  batches(order: EpochOrder, from = 0): Batches<B> {
    return new Epoch(this.#maker(order, from), from, order.length);
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
      gather: (indices) =>
        finish(
          source,
          source.columns.map((column) => column.gather(indices)),
        ),
      rowsOf: (samples) => rowsOf(source, samples),
    };
  }

  /** Which samples a new epoch visits; draws as PyTorch's loader draws. */
  epochOrder(): EpochOrder {
    const seed = Number(BigInt.asUintN(32, drawBaseSeed(this.generator)));
    if (this.batchSampler) return EpochOrder.of(this.batchSampler, seed);
    return EpochOrder.even(Int32Array.from(this.sampler), this.batchSize, this.dropLast, seed);
  }

  #maker(order: EpochOrder, from: number): MakeBatch<B> {
    const one = (batch: number) => this.#collated(order.batch(batch));
    if (this.#hasCollateFn) return one;
    const source = this.dataset.batchSource();
    if (source) {
      return (batch) =>
        finish(source, takeRows(source.columns, rowsOf(source, order.batch(batch))));
    }
    const reading = this.dataset.reading();
    return reading ? this.#readingMaker(reading, order, from) : one;
  }

  #readingMaker(reading: DatasetReading, order: EpochOrder, from: number): MakeBatch<B> {
    const { numWorkers, prefetchFactor } = this;
    const { reader, onError } = reading;
    if (numWorkers === 0) {
      return (batch) => finishRead(reading, readBatch(reader, order.batch(batch), onError));
    }
    this.#pool ??= new ThreadPool(reading, { numWorkers, prefetchFactor, onError });
    const epoch = this.#pool.begin(order, from);
    return (batch) => finishRead(reading, epoch.take(batch));
  }
}

function finish<B>(source: BatchSource, rows: tf.Tensor[]): B {
  return source.finish(rows.map((row) => Tensor.fromTfjs(row))) as B;
}

/** A batch of what was read; undefined where nothing of it could be. */
function finishRead<B>(reading: DatasetReading, raw: RawBatch): B | undefined {
  if (raw.skipped.length > 0) reading.skipped(raw.skipped);
  if (raw.samples === 0) return undefined;
  const parts = raw.columns.map(({ data, shape }) => Tensor.fromTfjs(hostTensor(data, shape)));
  return reading.finish(parts) as B;
}

function rowsOf({ rows }: BatchSource, indices: Int32Array): Int32Array {
  return rows ? indices.map((index) => rows[index]) : indices;
}
