/** Top-level names that compiling has added, which no other cell may see. */
import type MagicString from 'magic-string';
import type { Program } from 'oxc-parser';
import { isPropertyName, walk } from '../syntax.js';

/** How many cells have had temporaries. */
let cellsWithTemporaries = 0;

/**
 * Gives temporaries names that no other cell's have: a later cell's must not take the place of
 * those that an earlier class still needs.
 *
 * @returns the new name of any name
 */
export function renameTemporaries(
  program: Program,
  text: MagicString,
  { kernel, temporaries }: { readonly kernel: string; readonly temporaries: ReadonlySet<string> },
): (name: string) => string {
  if (temporaries.size === 0) return (name) => name;
  cellsWithTemporaries += 1;
  const prefix = `${kernel}_${cellsWithTemporaries}`;
  walk(program, (node, parent) => {
    // The compiler has named them unlike all other variables of the text.
    if (node.type !== 'Identifier' || !temporaries.has(node.name)) return true;
    if (!parent || !isPropertyName(node, parent)) text.appendRight(node.start, prefix);
    return true;
  });
  return (name) => (temporaries.has(name) ? prefix + name : name);
}
