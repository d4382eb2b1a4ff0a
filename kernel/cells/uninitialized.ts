/**
 * Uses of what a cell declares by `let`, `const` or `class`, before it does. A module throws there. V8's REPL mode
 * would find the value that an earlier cell has given that name, and for `typeof` an undefined one.
 *
 * What a function uses that is called too early, no text tells: there V8 alone decides.
 */
import type { Node, Program } from 'oxc-parser';
import { exported, localNames, type Target } from './constants.js';
import { namesNoVariable } from './own-variables.js';
import { boundNames, children, isFunctionScope } from './syntax.js';

/** Where a program, outside of its functions, names its own top-level variables before they have a value. */
export function usesBeforeValue({ body }: Program, code: string): Target[] {
  // Most cells do nothing of the kind, and need no walk.
  if (!body.some((statement) => mayBeUsedBefore(statement, code))) return [];
  const waiting = new Set(body.map(exported).flatMap(lexicalNames));
  const found: Target[] = [];
  /** Where the latest property begins that has its variable's name, as in `{ a }`. */
  let shorthand = -1;
  const visit = (node: Node, parent: Node, hidden: ReadonlySet<string>): void => {
    if (isFunctionScope(node)) return;
    if (node.type === 'Identifier') {
      const { name, start, end } = node;
      if (!waiting.has(name) || hidden.has(name) || namesNoVariable(node, parent)) return;
      found.push({ name, start, end, isShorthand: start === shorthand });
      return;
    }
    // Its key and its value are one and the same text.
    if (node.type === 'Property' && node.shorthand) {
      shorthand = node.start;
      visit(node.value, node, hidden);
      return;
    }
    const own = localNames(node);
    const all = own.length > 0 ? new Set([...hidden, ...own]) : hidden;
    for (const child of children(node)) visit(child, node, all);
  };
  /** A pattern gives its names their values one by one. */
  const bind = (pattern: Node): void => {
    if (pattern.type === 'Identifier') waiting.delete(pattern.name);
    else if (pattern.type === 'AssignmentPattern') {
      visit(pattern.right, pattern, NONE);
      bind(pattern.left);
    } else if (pattern.type === 'Property') {
      if (pattern.computed) visit(pattern.key, pattern, NONE);
      bind(pattern.value);
    } else for (const child of children(pattern)) bind(child);
  };
  for (const statement of body) {
    if (waiting.size === 0) break;
    const node = exported(statement);
    if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) {
        if (init) visit(init, node, NONE);
        bind(id);
      }
    } else if (node.type === 'ClassDeclaration') {
      // Its name stands for another variable in there, as long as it has none.
      const name = node.id?.name;
      for (const child of children(node)) visit(child, node, new Set(name ? [name] : []));
      if (name !== undefined) waiting.delete(name);
    } else if (!/^(Im|Ex)port/.test(node.type)) visit(node, node, NONE);
  }
  return found;
}

const NONE: ReadonlySet<string> = new Set();

/** Stands for such a use, as `uninitialized('x').value`: throws when it is read, and when it is set. */
export function uninitialized(name: string): { value: unknown } {
  const error = () => new ReferenceError(`Cannot access '${name}' before initialization`);
  return {
    get value() {
      throw error();
    },
    set value(_value) {
      throw error();
    },
  };
}

/** Whether the text has a name that a statement declares before it, or once more in it. */
function mayBeUsedBefore(statement: Node, code: string): boolean {
  const { start, end } = statement;
  return lexicalNames(exported(statement)).some((name) => {
    const first = code.indexOf(name);
    const next = code.indexOf(name, first + name.length);
    return first < start || (next >= 0 && next < end);
  });
}

function lexicalNames(node: Node): string[] {
  if (node.type === 'ClassDeclaration') return node.id ? [node.id.name] : [];
  if (node.type !== 'VariableDeclaration' || node.kind === 'var') return [];
  return node.declarations.flatMap(({ id }) => boundNames(id));
}
