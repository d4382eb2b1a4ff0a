/** Errors of random numbers. */

/** A generator was asked for something that it can't give. */
export class RandomError extends Error {
  override readonly name = 'RandomError';
}
