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
