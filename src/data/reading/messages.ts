/** What the loader's thread and the reading threads tell each other. */
import type { OnError, RawBatch, Reading } from './reader.js';

/** How a thread is started. */
export interface ThreadSetup extends Reading {
  readonly port: import('node:worker_threads').MessagePort;
  /** Counts the answers, so that the loader's thread can wait without a turn of its event loop. */
  readonly answers: Int32Array;
  readonly onError: OnError;
}

/** Asks a thread for a batch. */
export interface BatchRequest {
  /** Tells answers of this epoch from those of one that was left. */
  readonly epoch: number;
  readonly batch: number;
  readonly indices: Int32Array;
  /** What the global generator is seeded with, where this is the thread's first batch of an epoch. */
  readonly seed: number | undefined;
  /** The samples that the thread has read before in an epoch that is gone on with, with the first batch. */
  readonly before: Int32Array | undefined;
}

export type Answer =
  | {
      readonly kind: 'batch';
      readonly epoch: number;
      readonly batch: number;
      readonly raw: RawBatch;
    }
  | {
      readonly kind: 'failure';
      readonly epoch: number;
      readonly batch: number;
      readonly error: unknown;
    };
