/** How deep the brackets of a cell nest: the parsers descend for each, and end the process where the stack is full. */

import { NO_CODE } from './no-code.js';

/** No one writes deeper; a parser can do four times as much on the smallest stack. */
export const DEEPEST = 1000;

/** The offset of the first bracket that is nested too deep; undefined where none is. */
export function tooDeep(code: string): number | undefined {
  if ((code.match(/[([{]/g)?.length ?? 0) <= DEEPEST) return undefined;
  const brackets = code.replace(NO_CODE, ({ length }) => ' '.repeat(length));
  let depth = 0;
  for (const { 0: bracket, index } of brackets.matchAll(/[([{}\])]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return index;
  }
  return undefined;
}
