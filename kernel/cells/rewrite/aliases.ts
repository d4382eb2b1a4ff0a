/** What `import x = y.z` has become: a variable, whose value may be a type's, which is none. */
import type MagicString from 'magic-string';
import type { Program } from 'oxc-parser';
import { countUses } from '../import-aliases.js';
import { walk } from '../syntax.js';

interface Aliasing {
  /** Names the global object that has `aliased`. */
  readonly kernel: string;
  readonly aliases: ReadonlySet<string>;
}

/** What the cell itself uses as a value must be one, and stays as it is. */
export function rewriteAliases(
  program: Program,
  text: MagicString,
  { kernel, aliases }: Aliasing,
): void {
  const uses = countUses(aliases, program);
  walk(program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return true;
    const { id, init } = node;
    if (!aliases.has(id.name) || (uses.get(id.name) ?? 0) > 1) return true;
    if (init?.type !== 'Identifier' && init?.type !== 'MemberExpression') return true;
    text.appendRight(init.start, `${kernel}.aliased(() => `);
    text.appendLeft(init.end, ')');
    return true;
  });
}
