/** Samples that are read when they are needed, by this thread or by others. */
export type { DatasetReading } from './dataset-reading.js';
export { openReader } from './open-reader.js';
export { type RawBatch, readBatch, type Skipped } from './raw-batch.js';
export {
  type OnError,
  type RawArray,
  type RawSample,
  type Reading,
  SampleError,
  type SampleReader,
} from './reader.js';
export { ThreadPool } from './thread-pool.js';
