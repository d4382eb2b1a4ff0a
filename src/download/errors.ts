/** Errors of downloads. */

/** Why one mirror didn't give the file. */
export interface MirrorFailure {
  /** Where it was asked for. */
  readonly url: string;
  /** What went wrong. */
  readonly reason: string;
}

/** A file could not be downloaded: every mirror failed, or what came could not be written. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';

  constructor(
    /** Where the file should have gone. */
    readonly file: string,
    /** `mirrors`: none gave the file; `disk`: it could not be written here. */
    readonly kind: 'mirrors' | 'disk',
    /** In the order in which they were tried. */
    readonly failures: readonly MirrorFailure[],
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
