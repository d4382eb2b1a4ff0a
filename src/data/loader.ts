/**
 * Batches of a dataset, epoch after epoch. Where the dataset's samples lie side by side in memory, a
 * batch is gathered and transformed as a whole; otherwise sample by sample.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { epochOrder, type Generator } from '../random/index.js';
import { openIteration, Tensor } from '../tensor/index.js';
import { type BatchSource, takeRows } from './batch-source.js';
import { type Batch, collate } from './collate.js';
import type { Dataset, Sample } from './dataset.js';
import { DatasetError } from './errors.js';
import type { ResidentData } from './resident-data.js';

export interface DataLoaderOptions {
  /** Samples a batch. Default 1, as in PyTorch. */
  batchSize?: number;
  /** Another order each epoch, drawn as PyTorch draws it. Default false. */
  shuffle?: boolean;
  /** Leaves out the last batch of an epoch where it is smaller. Default false. */
  dropLast?: boolean;
  /** What shuffling draws from. Default: the global generator, which `manualSeed` seeds. */
  generator?: Generator;
}

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
export class DataLoader<S extends Sample = readonly [Tensor, Tensor | number]> {
  readonly dataset: Dataset<S>;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  /** What shuffling draws from, where it isn't the global generator. */
  readonly generator: Generator | undefined;

  constructor(dataset: Dataset<S>, options: DataLoaderOptions = {}) {
    const { batchSize = 1, shuffle = false, dropLast = false, generator } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new DatasetError(
        `DataLoader got batchSize ${batchSize}. It must be a whole number from 1.`,
      );
    }
    if (!(dataset.length > 0)) {
      throw new DatasetError(
        `DataLoader got a dataset of ${dataset.length} samples. It needs at least one.`,
      );
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.generator = generator;
  }

  /** The number of batches in an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  [Symbol.iterator](): Batches<Batch<S>> {
    return this.batches(this.epochOrder());
  }

  /**
   * The batches of an epoch whose order is known.
   * @param order as `epochOrder` gave it
   * @param from how many batches to pass over, for an epoch that was begun before
   */
  batches(order: Int32Array, from = 0): Batches<Batch<S>> {
    return new Epoch(order, this.batchSize, from, this.length, this.#batchMaker());
  }

  /** The same batches; the event loop has its turns in between. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch<S>, void, void> {
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
  first(): Batch<S> {
    for (const batch of this) return batch;
    throw new DatasetError(
      `DataLoader has no batch: ${this.dataset.length} samples are fewer than batchSize ` +
        `${this.batchSize}, and dropLast leaves them out.`,
    );
  }

  /**
   * What training many steps in one program needs; undefined where samples must be got one by one.
   */
  resident(): ResidentData<Batch<S>> | undefined {
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

  /** The samples' numbers in the order of a new epoch; draws as PyTorch's loader draws. */
  epochOrder(): Int32Array {
    return epochOrder(this.dataset.length, this.shuffle, this.generator);
  }

  #batchMaker(): (indices: Int32Array) => Batch<S> {
    const source = this.dataset.batchSource();
    if (source === undefined) {
      const get = (index: number) => this.dataset.get(index);
      return (indices) => collate(Array.from(indices, get), indices);
    }
    return (indices) => finish(source, takeRows(source.columns, rowsOf(source, indices)));
  }
}

/** The batches of one epoch, in turn. */
export interface Batches<B> extends IterableIterator<B> {
  /** Frees what the last iteration made, before the next one is asked for. */
  endIteration(): void;
}

/** One pass over the data. Each batch opens a memory scope, which the next one ends. */
class Epoch<B> implements Batches<B> {
  readonly #order: Int32Array;
  readonly #batchSize: number;
  readonly #batches: number;
  readonly #make: (indices: Int32Array) => B;
  #next: number;
  #iteration: ReturnType<typeof openIteration> | undefined;

  constructor(
    order: Int32Array,
    batchSize: number,
    from: number,
    batches: number,
    make: (indices: Int32Array) => B,
  ) {
    this.#order = order;
    this.#batchSize = batchSize;
    this.#next = from;
    this.#batches = batches;
    this.#make = make;
  }

  next(): IteratorResult<B, undefined> {
    this.endIteration();
    if (this.#next >= this.#batches) return { done: true, value: undefined };
    const start = this.#next++ * this.#batchSize;
    this.#iteration = openIteration();
    try {
      const value = this.#make(this.#order.subarray(start, start + this.#batchSize));
      return { done: false, value };
    } catch (error) {
      // A loop doesn't call `return` of an iterator that threw.
      this.return();
      throw error;
    }
  }

  endIteration(): void {
    this.#iteration?.end();
    this.#iteration = undefined;
  }

  /** After `break`, what the last iteration made can still be used. */
  return(): IteratorResult<B, undefined> {
    this.#iteration?.leave();
    this.#iteration = undefined;
    this.#next = this.#batches;
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

function finish<B>(source: BatchSource, rows: tf.Tensor[]): B {
  return source.finish(rows.map((row) => Tensor.fromTfjs(row))) as B;
}

function rowsOf({ rows }: BatchSource, indices: Int32Array): Int32Array {
  return rows ? indices.map((index) => rows[index]) : indices;
}
