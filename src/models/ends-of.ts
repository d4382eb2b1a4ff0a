/** The first and the last part that a model is made of. */
import { OptionError } from '../tensor/index.js';

/** @throws OptionError where there is none */
export function endsOf<T>(owner: string, option: string, parts: readonly T[]): [first: T, last: T] {
  const [first, last] = [parts.at(0), parts.at(-1)];
  if (first !== undefined && last !== undefined) return [first, last];
  throw new OptionError(owner, option, parts, 'a list of one or more');
}
