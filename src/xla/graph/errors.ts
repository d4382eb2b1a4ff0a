/** Errors of the graph. */

/** A tensor that no device could hold. */
export class TensorSizeError extends RangeError {
  override readonly name = 'TensorSizeError';

  constructor(
    /** Its shape. */
    readonly shape: readonly number[],
  ) {
    const elements = shape.reduce((product, size) => product * size, 1);
    super(
      `A tensor of shape [${shape.join(', ')}] would have ${elements.toPrecision(2)} elements, more than any device holds.\n` +
        '  Is a size wrong, or is a vector repeated that would broadcast by itself? Nothing has been computed.',
    );
  }
}
