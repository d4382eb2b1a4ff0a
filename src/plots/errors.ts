/** Errors of plots, and how a value that was received is described in them. */
import { isTensorLike } from './tensor-like.js';

/** A chart, `show` or `live` was given something that it can't draw. */
export class PlotError extends Error {
  override readonly name = 'PlotError';
  constructor(
    /** The function as the user wrote it, e.g. `confusionMatrix`. */
    readonly chart: string,
    /** The argument or option that is wrong. */
    readonly argument: string,
    expected: string,
    received: unknown,
  ) {
    super(`${chart}: ${argument} must be ${expected}; received ${describe(received)}.`);
  }
}

/** What `value` is, in a few words: `an array of 3`, `a tensor of shape [64, 10]`, `"adam"`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isTensorLike(value)) return `a tensor of shape [${value.shape.join(', ')}]`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
    case 'object':
      return `an object with ${Object.keys(value).slice(0, 6).join(', ') || 'no fields'}`;
    case 'function':
      return 'a function';
    default:
      return `${typeof value} ${String(value)}`;
  }
}
