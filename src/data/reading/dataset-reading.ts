/** How a dataset's samples are read, where they don't lie in memory. */
import type { Tensor } from '../../tensor/index.js';
import type { OnError, Reading, SampleReader, Skipped } from './reader.js';

export interface DatasetReading extends Reading {
  /** The reader of this thread; undefined where this thread gets samples by the dataset's `get`. */
  readonly reader: SampleReader | undefined;
  readonly onError: OnError;
  /** What makes a batch of the parts that were read: the transforms. */
  finish(parts: Tensor[]): Tensor[];
  /** Is told which samples of a batch were left out. */
  skipped(samples: readonly Skipped[]): void;
}

/** That of samples which only other threads read, and which nothing changes or leaves out. */
export function readingElsewhere(module: URL, data: unknown): DatasetReading {
  return {
    module: module.href,
    data,
    reader: undefined,
    onError: 'throw',
    finish: (parts) => parts,
    skipped: () => {},
  };
}
