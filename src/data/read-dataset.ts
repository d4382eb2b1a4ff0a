/** A dataset whose samples are read when they are needed: what folders of files have in common. */
import { Tensor } from '../tensor/index.js';
import { checkIndex, Dataset, type Sample } from './dataset.js';
import { hostTensor } from './host-tensor.js';
import type { DatasetReading, OnError, Reading, SampleReader, Skipped } from './reading/index.js';
import { applyToSample, type TransformLike } from './transforms/transform.js';

export interface ReadDatasetOptions {
  /** Applied to the first part of each batch. */
  readonly transform?: TransformLike;
  /** What happens with a sample that can't be read. Default `throw`. */
  readonly onError?: OnError;
}

export abstract class ReadDataset<S extends Sample> extends Dataset<S> {
  readonly transform: TransformLike | undefined;
  readonly onError: OnError;
  /** The samples that were left out so far, by number, and why. */
  readonly skipped: ReadonlyMap<number, string>;
  /** The reader of this thread. */
  protected abstract readonly reader: SampleReader;
  readonly #reading: Reading;
  readonly #skipped = new Map<number, string>();

  constructor(reading: Reading, { transform, onError = 'throw' }: ReadDatasetOptions) {
    super();
    this.#reading = reading;
    this.transform = transform;
    this.onError = onError;
    this.skipped = this.#skipped;
  }

  /** @throws SampleError when the sample can't be read. */
  get(index: number): S {
    checkIndex(this, index, this.constructor.name);
    const parts = this.reader.read(index).map((part, i) => {
      if (typeof part === 'number') return part;
      const tensor = Tensor.fromTfjs(hostTensor(part.data, part.shape));
      return i === 0 && this.transform ? applyToSample(this.transform, tensor) : tensor;
    });
    return parts as unknown as S;
  }

  override reading(): DatasetReading | undefined {
    // A subclass with its own `get` has samples of its own.
    if (this.get !== ReadDataset.prototype.get) return undefined;
    return {
      ...this.#reading,
      reader: this.reader,
      onError: this.onError,
      finish: ([first, ...rest]) => [this.transform ? this.transform(first) : first, ...rest],
      skipped: (samples) => this.#tellSkipped(samples),
    };
  }

  #tellSkipped(samples: readonly Skipped[]): void {
    const isFirst = this.#skipped.size === 0;
    for (const { index, reason } of samples) this.#skipped.set(index, reason);
    if (!isFirst) return;
    console.warn(
      `Warning: ${this.constructor.name} leaves out what it can't read, first: ${samples[0].reason} ` +
        '`dataset.skipped` has all of them.',
    );
  }
}
