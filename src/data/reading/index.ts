/** Samples that are read when they are needed, by this thread or by others. */
export { type DatasetReading, readingElsewhere } from './dataset-reading.js';
export { openReader } from './open-reader.js';
export { readBatch } from './raw-batch.js';
export {
  type BatchStream,
  type OnError,
  type RawArray,
  type RawBatch,
  type RawSample,
  type Reading,
  SampleError,
  type SampleReader,
  type Skipped,
} from './reader.js';
export { ThreadPool } from './thread-pool.js';
