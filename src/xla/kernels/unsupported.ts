/** What a kernel says when it can't do a case of its work yet. */

/** A kernel exists, but not for this case. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
  constructor(
    readonly kernel: string,
    readonly what: string,
  ) {
    super(
      `The xla backend can't compute ${kernel} ${what} yet.\n` +
        "  Until it can, run this part on the CPU backend of TensorFlow.js: device('cpu-js').",
    );
  }
}
