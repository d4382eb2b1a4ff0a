/** One process's share of the samples, where several train on the same data. */
import { Generator } from '../../random/index.js';
import { checkOptionNames } from '../../tensor/index.js';
import { checkSized } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { Sampler, Sized } from './sampler.js';

/** Options of {@link DistributedSampler}. */
export interface DistributedSamplerOptions {
  /** How many processes there are. */
  numReplicas: number;
  /** Which of them this is, from 0. */
  rank: number;
  /** Another order each epoch. Default true. */
  shuffle?: boolean;
  /** The same in all processes. Default 0. */
  seed?: number;
  /** Leaves samples out, where they can't be shared evenly, instead of giving some twice. Default false. */
  dropLast?: boolean;
}

/**
 * PyTorch: `torch.utils.data.DistributedSampler`. Call `setEpoch` before each epoch, or all are the same.
 */
export class DistributedSampler implements Sampler {
  readonly numReplicas: number;
  readonly rank: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** How many samples this process gets. */
  readonly length: number;
  readonly #size: number;
  #epoch = 0;

  /** @throws DatasetError when `rank` is not that of one of the processes. */
  constructor(dataset: Sized, options: DistributedSamplerOptions) {
    checkSized('DistributedSampler', dataset);
    checkOptionNames('DistributedSampler', options, {
      numReplicas: true,
      rank: true,
      shuffle: true,
      seed: true,
      dropLast: true,
    });
    const { numReplicas, rank, shuffle = true, seed = 0, dropLast = false } = options;
    if (!Number.isInteger(rank) || rank < 0 || rank >= numReplicas) {
      throw new DatasetError(
        `DistributedSampler got rank ${rank} of ${numReplicas} replicas. ` +
          `It is a whole number from 0 to ${numReplicas - 1}.`,
      );
    }
    this.numReplicas = numReplicas;
    this.rank = rank;
    this.shuffle = shuffle;
    this.seed = seed;
    this.#size = dataset.length;
    const share = dataset.length / numReplicas;
    this.length = dropLast ? Math.floor(share) : Math.ceil(share);
  }

  /** Makes the order that of epoch `epoch`. */
  setEpoch(epoch: number): void {
    this.#epoch = epoch;
  }

  /** The numbers of this process's samples. */
  [Symbol.iterator](): ArrayIterator<number> {
    const order = this.shuffle
      ? new Generator(this.seed + this.#epoch).randperm(this.#size)
      : Int32Array.from({ length: this.#size }, (_, i) => i);
    // Where the samples don't go round, the first ones are given again.
    return Int32Array.from(
      { length: this.length },
      (_, i) => order[(this.rank + i * this.numReplicas) % this.#size],
    ).values();
  }
}
