/** Errors of explaining what a model looked at. */

/** A model, a layer or a class can't be explained as it was asked for. */
export class AttributionError extends Error {
  override readonly name = 'AttributionError';
}
