/** What a cell uses the names for that it imports: an import without `type` may be of a type. */
import type { Node, Program } from 'oxc-parser';
import { children, isPropertyName } from './syntax.js';

/** `unused`: neither, as where a later cell is to use it. */
export type NameUse = 'value' | 'type' | 'unused';

/**
 * @param typescript the cell as it was written
 * @param javascript the same without its types
 * @returns tells the use of a name that an import binds
 */
export function nameUses(typescript: Program, javascript: Program): (name: string) => NameUse {
  // Most cells import nothing, and nobody asks.
  let values: Set<string> | undefined;
  let all: Set<string> | undefined;
  return (name) => {
    values ??= references(javascript);
    if (values.has(name)) return 'value';
    all ??= references(typescript);
    return all.has(name) ? 'type' : 'unused';
  };
}

/** The names that a program refers to, beside its imports. */
function references(program: Program): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === 'ImportDeclaration') return;
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') names.add(node.name);
    for (const child of children(node)) if (!isPropertyName(child, node)) visit(child);
  };
  visit(program);
  return names;
}
