/** Errors of mixed precision. */

/** A scaler's functions were called in an order in which they mean nothing. */
export class GradScalerError extends Error {
  override readonly name = 'GradScalerError';
}
