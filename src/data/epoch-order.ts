/** Which samples an epoch visits, batch by batch. */

/** The batches of one epoch, as their samples' numbers. */
export class EpochOrder {
  /** The number of batches. */
  readonly length: number;

  /**
   * @param samples the samples' numbers, batch after batch
   * @param ends where each batch ends in `samples`
   * @param seed what threads that read samples seed their generators with, as PyTorch's base seed
   */
  constructor(
    readonly samples: Int32Array,
    readonly ends: Int32Array,
    readonly seed = 0,
  ) {
    this.length = ends.length;
  }

  /** Batches of `batchSize`; the last one is smaller, or left out, where they don't come out even. */
  static even(
    samples: Int32Array,
    batchSize: number,
    dropLast: boolean,
    seed?: number,
  ): EpochOrder {
    const whole = samples.length / batchSize;
    const length = dropLast ? Math.floor(whole) : Math.ceil(whole);
    const end = (batch: number) => Math.min((batch + 1) * batchSize, samples.length);
    return new EpochOrder(
      samples,
      Int32Array.from({ length }, (_, batch) => end(batch)),
      seed,
    );
  }

  /** Batches as a batch sampler gives them. */
  static of(batches: Iterable<ArrayLike<number>>, seed?: number): EpochOrder {
    const samples: number[] = [];
    const ends: number[] = [];
    for (const batch of batches) {
      for (let i = 0; i < batch.length; i++) samples.push(batch[i]);
      ends.push(samples.length);
    }
    return new EpochOrder(Int32Array.from(samples), Int32Array.from(ends), seed);
  }

  /** The samples' numbers of batch `batch`, from 0. */
  batch(batch: number): Int32Array {
    return this.samples.subarray(batch > 0 ? this.ends[batch - 1] : 0, this.ends[batch]);
  }
}
