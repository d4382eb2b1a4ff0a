/** Errors of setting Gradbook up. */

/** A step of the set-up failed. Its message is one line: what, where, what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  constructor(
    /** The step, as 'Python' or 'plugin'. */
    readonly step: string,
    message: string,
  ) {
    super(message.replaceAll('\n', ' '));
  }
}
