/** Whether places in a script stand in the block of a `try` that has a `catch`. */
import { parseSync } from 'oxc-parser';
import { offsetAt } from '../cells/position.js';
import { isFunctionScope, walk } from '../cells/syntax.js';
import type { Location } from './stops.js';

export type IsInTry = (location: Location) => boolean;

/** Reads a script once, for all questions about it. */
export function triesOf(source: string): IsInTry {
  const { program } = parseSync('script.js', source, { lang: 'js' });
  return ({ lineNumber, columnNumber }) => {
    const offset = offsetAt(source, { line: lineNumber + 1, column: columnNumber + 1 });
    let isCaught = false;
    walk(program, (node) => {
      const isAround = node.start <= offset && offset < node.end;
      // A function's caller is a frame of its own.
      if (isAround && isFunctionScope(node)) isCaught = false;
      if (isAround && node.type === 'TryStatement' && node.handler) {
        isCaught ||= node.block.start <= offset && offset < node.block.end;
      }
      return isAround;
    });
    return isCaught;
  };
}
