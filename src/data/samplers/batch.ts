/** Batches of what another sampler gives. */
import { checkSampler } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { BatchSamplerLike, Sampler } from './sampler.js';

/** PyTorch: `torch.utils.data.BatchSampler`. */
export class BatchSampler implements BatchSamplerLike {
  /**
   * @param dropLast leaves out the last batch where it is smaller
   * @throws DatasetError when `batchSize` is no whole number above 0, or there is no sampler.
   */
  constructor(
    /** What gives the samples. */
    readonly sampler: Sampler,
    /** Samples in a batch. */
    readonly batchSize: number,
    readonly dropLast = false,
  ) {
    checkSampler('BatchSampler', sampler);
    checkBatchSize('BatchSampler', batchSize);
  }

  get length(): number {
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** The numbers of the samples, batch by batch. */
  *[Symbol.iterator](): Generator<number[], void, void> {
    let batch: number[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}

/** @throws DatasetError unless `batchSize` is a whole number above 0. */
export function checkBatchSize(name: string, batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1) return;
  throw new DatasetError(`${name} got batchSize ${batchSize}. It must be a whole number from 1.`);
}
