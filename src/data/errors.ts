/**
 * Errors of data: a file that isn't what it should be, a dataset or a loader that can't do what it was
 * asked for.
 */

/** A file's content is not what its format says. */
export class DataFormatError extends Error {
  override readonly name = 'DataFormatError';

  constructor(
    /** The file's path, or what the caller calls it. */
    readonly file: string,
    /** Bytes from the start of the (unpacked) content. */
    readonly offset: number,
    /** What should be there. */
    readonly expected: string,
    /** What is there. */
    readonly found: string,
    options?: ErrorOptions,
  ) {
    super(
      `${file} is not a valid data file: at byte ${offset}, expected ${expected}, found ${found}. ` +
        'It is damaged or another file; delete it and load again.',
      options,
    );
  }
}

/** A dataset, a split or a loader was asked for what it can't do; the message names what it received. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

/** A transform got options or a tensor that it can't work with. */
export class TransformError extends Error {
  override readonly name = 'TransformError';

  constructor(
    /** The transform's name, as the user wrote it. */
    readonly transform: string,
    problem: string,
  ) {
    super(`${transform}: ${problem}`);
  }
}
