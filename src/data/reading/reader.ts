/** Samples as plain arrays, read by what any thread can open. Knows no tensors. */

/** Values of one part of a sample, last dimension fastest. Bytes become int32 tensors. */
export interface RawArray {
  readonly data: Uint8Array | Int32Array | Float32Array;
  readonly shape: readonly number[];
}

/** A number is a class. */
export type RawSample = readonly (RawArray | number)[];

/** Reads samples by their number. */
export interface SampleReader {
  /** @throws SampleError when the sample can't be read. */
  read(index: number): RawSample;
  /** Whether reading draws random numbers, so that what a sample becomes depends on those read before it. */
  readonly draws?: boolean;
}

/** Gives samples in an order of its own, a batch at a time. */
export interface BatchStream {
  /**
   * Begins an epoch.
   * @param seed of what is left to chance
   * @param skip how many samples to pass over
   */
  begin(seed: number, skip: number): Promise<void>;
  /** The next samples; fewer where the epoch ends. */
  take(samples: number): Promise<RawBatch>;
}

/** Where a thread finds a reader: a module with a function `open(data)`, and what to call it with. */
export interface Reading {
  /** The module's URL. */
  readonly module: string;
  /** Goes to the thread by structured clone. */
  readonly data: unknown;
}

export type ThreadReader = SampleReader | BatchStream;

export type OpenReader = (data: never) => ThreadReader | Promise<ThreadReader>;

/** A sample that was left out. */
export interface Skipped {
  readonly index: number;
  readonly reason: string;
}

/** Samples side by side. */
export interface RawBatch {
  /** One for each part of a sample, `[samples, ...]`; classes are int32 `[samples]`. */
  readonly columns: readonly RawArray[];
  readonly samples: number;
  readonly skipped: readonly Skipped[];
}

/** What happens with a sample that can't be read: an error, or it is left out and counted. */
export type OnError = 'throw' | 'skip';

/** A sample that can't be read. */
export class SampleError extends Error {
  override readonly name = 'SampleError';

  constructor(
    /** Where the sample is: a file, or a file and a row. */
    readonly place: string,
    /** What is wrong with the sample. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${place}: ${problem}`, options);
  }
}
