/** Errors of functions that take functions. */
import { shown } from '../tensor/index.js';

/** Why a function can't be transformed. */
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

/** @throws TransformationError when one of what a transformation takes as functions is none. */
export function checkFunctions(transform: string, ...functions: readonly unknown[]): void {
  for (const one of functions) {
    if (typeof one === 'function') continue;
    throw new TransformationError(
      transform,
      'no function',
      `it takes a function of tensors, got ${shown(one)}.`,
    );
  }
}
