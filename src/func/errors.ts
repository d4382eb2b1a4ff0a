/** Errors of functions that take functions. */

export type TransformationProblem =
  | 'structure'
  | 'no loss'
  | 'no tensor'
  | 'batch size'
  | 'changes state'
  | 'predicate'
  | 'no function'
  | 'no program';

/** A function can't be transformed as asked. */
export class TransformationError extends Error {
  override readonly name = 'TransformationError';

  constructor(
    /** As `scan`. */
    readonly transform: string,
    /** What the function did that can't be. */
    readonly problem: TransformationProblem,
    message: string,
  ) {
    super(`${transform}: ${message}`);
  }
}
