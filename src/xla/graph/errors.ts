/** Errors of the graph. */
import { sizeOf } from './shape.js';

/** A tensor that no device could hold. */
export class TensorSizeError extends RangeError {
  override readonly name = 'TensorSizeError';

  constructor(
    /** Its shape. */
    readonly shape: readonly number[],
  ) {
    const elements = sizeOf(shape);
    super(
      `A tensor of shape [${shape.join(', ')}] would have ${elements.toPrecision(2)} elements, more than any device holds.\n` +
        '  Is a size wrong, or is a vector repeated that would broadcast by itself? Nothing has been computed.',
    );
  }
}
