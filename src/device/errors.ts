/** Errors of choosing among devices. */

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
