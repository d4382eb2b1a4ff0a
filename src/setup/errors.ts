/** Errors of setting Gradbook up. */
import { reasonOf } from '../python/index.js';

/** A step of the set-up failed. Its message is one line: what, where, what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  constructor(
    /** The step, as 'Python' or 'plugin'. */
    readonly step: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message.replaceAll('\n', ' '), options);
  }

  /** @param what what could not be done and where, as 'The kernel could not be registered in /x' */
  static from(cause: unknown, step: string, what: string): SetupError {
    if (cause instanceof SetupError) return cause;
    return new SetupError(step, `${what}: ${reasonOf(cause)}`, { cause });
  }
}
