/** The ways of making an epoch's batches, by what the dataset can do. */
import type * as tf from '@tensorflow/tfjs-core';
import { Tensor } from '../tensor/index.js';
import { type BatchSource, takeRows } from './batch-source.js';
import type { BatchMaker } from './batches.js';
import type { Dataset, Sample } from './dataset.js';
import type { EpochOrder } from './epoch-order.js';
import { hostTensor } from './host-tensor.js';
import type { IterableDataset } from './iterable-dataset.js';
import {
  type DatasetReading,
  type RawBatch,
  readBatch,
  type SampleReader,
  type ThreadPool,
} from './reading/index.js';

/** Makes a batch of samples. @param indices their numbers, for errors */
type Collate<S extends Sample, B> = (samples: S[], indices: Int32Array) => B;

/** Samples that lie side by side: a batch is one gather. */
export function gathered<B>(source: BatchSource, order: EpochOrder): BatchMaker<B> {
  return {
    length: order.length,
    make: (batch) => finish(source, takeRows(source.columns, rowsOf(source, order.batch(batch)))),
  };
}

/** Samples that are got one by one. */
export function collected<S extends Sample, B>(
  dataset: Dataset<S>,
  collate: Collate<S, B>,
  order: EpochOrder,
): BatchMaker<B> {
  return {
    length: order.length,
    make(batch) {
      const indices = order.batch(batch);
      return collate(
        Array.from(indices, (index) => dataset.get(index)),
        indices,
      );
    },
  };
}

/** Whether this thread has a reader of the samples. */
export function isReadHere(reading: DatasetReading | undefined): reading is ReadHere {
  return reading?.reader !== undefined;
}

type ReadHere = DatasetReading & { readonly reader: SampleReader };

/** Samples that this thread reads. */
export function readHere<B>(reading: ReadHere, order: EpochOrder): BatchMaker<B> {
  const { reader, onError } = reading;
  return {
    length: order.length,
    make: (batch) => finishRead(reading, readBatch(reader, order.batch(batch), onError)),
  };
}

/** Samples that other threads read ahead, from batch `from` on. */
export function readAhead<B>(
  reading: DatasetReading,
  pool: ThreadPool,
  order: EpochOrder,
  from: number,
): BatchMaker<B> {
  const epoch = pool.begin(order, from);
  return { length: order.length, make: (batch) => finishRead(reading, epoch.take(batch)) };
}

/** Samples in the order of their stream; `from` batches are passed over. */
export function streamed<S extends Sample, B>(
  dataset: IterableDataset<S>,
  collate: Collate<S, B>,
  { batchSize, dropLast }: { readonly batchSize: number; readonly dropLast: boolean },
  from: number,
): BatchMaker<B> {
  const samples = dataset[Symbol.iterator]();
  for (let i = 0; i < from * batchSize; i++) samples.next();
  let length = Infinity;
  return {
    get length() {
      return length;
    },
    make(batch) {
      const taken: S[] = [];
      while (taken.length < batchSize) {
        const { done, value } = samples.next();
        if (done) break;
        taken.push(value);
      }
      const isWhole = taken.length === batchSize;
      if (!isWhole) length = batch;
      if (taken.length === 0 || (dropLast && !isWhole)) return undefined;
      const indices = Int32Array.from(taken, (_, i) => batch * batchSize + i);
      return collate(taken, indices);
    },
  };
}

/** The same batches, each changed as a whole. */
export function transformed<B>(maker: BatchMaker<B>, transform: (batch: B) => B): BatchMaker<B> {
  return {
    get length() {
      return maker.length;
    },
    make(batch) {
      const made = maker.make(batch);
      return made === undefined ? undefined : transform(made);
    },
  };
}

/** A batch of rows of a source. */
export function finish<B>(source: BatchSource, rows: tf.Tensor[]): B {
  return source.finish(rows.map((row) => Tensor.fromTfjs(row))) as B;
}

/** The rows of these samples. */
export function rowsOf({ rows }: BatchSource, indices: Int32Array): Int32Array {
  return rows ? indices.map((index) => rows[index]) : indices;
}

/** A batch of what was read; undefined where nothing of it could be. */
function finishRead<B>(reading: DatasetReading, raw: RawBatch): B | undefined {
  if (raw.skipped.length > 0) reading.skipped(raw.skipped);
  if (raw.samples === 0) return undefined;
  const parts = raw.columns.map(({ data, shape }) => Tensor.fromTfjs(hostTensor(data, shape)));
  return reading.finish(parts) as B;
}
