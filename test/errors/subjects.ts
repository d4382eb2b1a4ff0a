/** What the errors are provoked with. */
export * from '../../src/index.js';

/** A value as JavaScript, or a cell with a type error, would pass it: the types don't see it. */
// biome-ignore lint/suspicious/noExplicitAny: it stands for code that the types did not check
export function fromBrokenTypes<T = any>(value: unknown): T {
  return value as T;
}
