/** Errors of choosing a device. */

/** One candidate can't be used here. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  constructor(
    readonly why: string,
    /** What to do about it; empty where nothing can be done. */
    readonly remedy: string,
  ) {
    super(remedy ? `${why}; ${remedy}` : why);
  }
}

/** The device that was asked for can't be used. Nothing else is taken in its place. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  constructor(
    /** The device that was asked for. */
    readonly device: string,
    message: string,
  ) {
    super(message);
  }
}
