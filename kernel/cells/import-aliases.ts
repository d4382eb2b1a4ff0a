/**
 * `import P = Shapes.Point`: another name for what a namespace has. Where that is a type, or all of the namespace is,
 * nothing of it is there to run; which of them it is, the cell alone does not tell.
 */
import type { Program } from 'oxc-parser';
import { isPropertyName, walk } from './syntax.js';

/** The names that such imports bind, in namespaces too. */
export function importAliases(typescript: Program): ReadonlySet<string> {
  const names = new Set<string>();
  walk(typescript, (node) => {
    if (
      node.type === 'TSImportEqualsDeclaration' &&
      node.moduleReference.type !== 'TSExternalModuleReference'
    ) {
      names.add(node.id.name);
    }
    return true;
  });
  return names;
}

/** How often a program names each of these. */
export function countUses(
  names: ReadonlySet<string>,
  javascript: Program,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  walk(javascript, (node, parent) => {
    if (node.type !== 'Identifier' || !names.has(node.name)) return true;
    if (!parent || !isPropertyName(node, parent)) {
      counts.set(node.name, (counts.get(node.name) ?? 0) + 1);
    }
    return true;
  });
  return counts;
}

/** What an alias stands for; undefined where nothing of that name is there to run. */
export function aliased(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof TypeError) return undefined;
    throw error;
  }
}
