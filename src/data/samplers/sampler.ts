/** What chooses the samples of an epoch, and their order. PyTorch: `torch.utils.data.Sampler`. */

/** Each iteration gives the samples' numbers in the order of one epoch. */
export interface Sampler extends Iterable<number> {
  /** How many numbers an iteration gives. */
  readonly length: number;
}

/** Each iteration gives the batches of one epoch, as their samples' numbers. */
export interface BatchSamplerLike extends Iterable<ArrayLike<number>> {
  /** How many batches an iteration gives. */
  readonly length: number;
}

/** What has a number of samples: a dataset, or an array. */
export interface Sized {
  /** How many samples there are. */
  readonly length: number;
}

/** What one iteration gives. Without a list in between, which would take many times the memory: epochs can have millions. */
export function samplesOf(sampler: Sampler): Int32Array {
  let samples = new Int32Array(sampler.length);
  let count = 0;
  for (const sample of sampler) {
    if (count === samples.length) samples = grown(samples);
    samples[count++] = sample;
  }
  return samples.subarray(0, count);
}

/** For a sampler that gives more than it says. */
function grown(samples: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * samples.length + 16);
  longer.set(samples);
  return longer;
}
