/** Arrays of JavaScript that are too large to be made. */

/** Numbers were to be made or read on the host, and don't fit into an array there. */
export class HostMemoryError extends RangeError {
  override readonly name = 'HostMemoryError';

  constructor(
    /** What was to be done, as `randn`. */
    readonly operation: string,
    /** How many numbers there would be. */
    readonly elements: number,
    cause: unknown,
  ) {
    super(
      `${operation}: ${elements} numbers don't fit into an array of JavaScript. Is the shape right? Make them in parts, or ` +
        'on the device (zeros, ones, full), and read parts or sums of them.',
      { cause },
    );
  }
}

/**
 * Runs what makes an array.
 * @throws HostMemoryError when there can't be one so large.
 */
export function onHost<T>(operation: string, elements: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError) || elements < 2 ** 24) throw error;
    throw new HostMemoryError(operation, elements, error);
  }
}
