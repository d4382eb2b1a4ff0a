/** Errors of compiled loops. */

/** A loop's step, or the inputs of a run, can't be used. */
export class LoopError extends Error {
  override readonly name = 'LoopError';
}
