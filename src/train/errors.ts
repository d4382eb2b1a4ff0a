/** Errors of training and evaluating. */

/** `fit` or `evaluate` was given something that it can't use. */
export class FitError extends Error {
  override readonly name = 'FitError';
}
