/**
 * JavaScript as a module has it -> a script for V8's REPL mode, where every top-level name may be
 * declared again by a later cell, in whatever way.
 *
 * V8 lets a `let` follow a `let` or a `class`, and nothing else. So `const` becomes `let`, and what
 * `var` and `function` declare is declared by one `let` at the start. Imports become calls of the
 * kernel's importer, `await` can be interrupted.
 */
import MagicString from 'magic-string';
import type { Program } from 'oxc-parser';
import type { Target } from '../constants.js';
import type { NameUse } from '../name-uses.js';
import { rewriteAliases } from './aliases.js';
import { rewriteDefault, rewriteStatement, rewriteVars } from './declarations.js';
import { rewriteExpressions, rewriteThis } from './expressions.js';
import { rewriteImports } from './imports.js';
import { renameTemporaries } from './temporaries.js';

/** Behind a cell whose value is not shown; on a line of its own, since a comment may end the cell. */
export const NO_VALUE = '\n;void 0';

/**
 * The `await` has V8 run the code as a microtask. Where it runs as the evaluation itself and is
 * terminated as it ends, V8 12 and before abort the process: they make a promise then, whose hooks,
 * which are Node's for `AsyncLocalStorage`, are terminated in the code's place.
 */
const BEGINNING = "'use strict';await null;";

export interface RewriteOptions {
  /** Names the global object that has `import`, `resume`, `constant`, `uninitialized`, `aliased` and `meta`. */
  readonly kernel: string;
  /** Top-level names that compiling has added, which no other cell may see. */
  readonly temporaries: ReadonlySet<string>;
  /** The places that write to a constant of this cell or an earlier one. */
  readonly constants: readonly Target[];
  /** The places that use a variable of this cell before it has a value. */
  readonly uninitialized: readonly Target[];
  /** Whether a variable of an earlier cell has a value, which a `var` of that name keeps. */
  readonly keeps: (name: string) => boolean;
  /** What `import x = y.z` binds. */
  readonly aliases: ReadonlySet<string>;
  /** What an imported name is used for. */
  readonly useOf: (name: string) => NameUse;
  /** Whether the cell shows the value that it ends in. */
  readonly isShown: boolean;
}

export function rewrite(code: string, program: Program, options: RewriteOptions): MagicString {
  const { kernel, constants, uninitialized } = options;
  const text = new MagicString(code);
  const hoisted = new Set<string>();
  // First: what is overwritten later takes its new name away with it.
  const renamed = renameTemporaries(program, text, options);
  rewriteImports(program, text, code, options);
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        break;
      case 'ExportNamedDeclaration':
        if (statement.declaration) {
          text.remove(statement.start, statement.declaration.start);
          rewriteStatement(statement.declaration, text, hoisted);
        } else if (!statement.source) {
          text.remove(statement.start, statement.end);
        }
        break;
      case 'ExportDefaultDeclaration':
        rewriteDefault(statement, text, hoisted);
        break;
      default:
        rewriteStatement(statement, text, hoisted);
    }
  }
  if (options.aliases.size > 0) rewriteAliases(program, text, options);
  const functions = new Set(hoisted);
  // Most cells have none of these words, and need no walk for them.
  if (/\bvar\b/.test(code)) rewriteVars(program, text, hoisted);
  if (/\b(?:await|import)\b/.test(code)) rewriteExpressions(program, text, kernel);
  if (/\bthis\b/.test(code)) rewriteThis(program, text);
  const replace = ({ name, start, end, isShorthand }: Target, value: string) =>
    text.overwrite(start, end, `${isShorthand ? `${name}: ` : ''}${value}`);
  for (const one of constants) replace(one, `${kernel}.constant(${one.name}).value`);
  for (const one of uninitialized) {
    replace(one, `${kernel}.uninitialized(${JSON.stringify(one.name)}).value`);
  }
  // A function that is declared is assigned, and a block has the value of an expression within it.
  if (!options.isShown) text.append(NO_VALUE);
  const isNew = (name: string) =>
    functions.has(name) || options.temporaries.has(name) || !options.keeps(name);
  const names = [...hoisted].filter(isNew).map(renamed).join(', ');
  text.prepend(names ? `${BEGINNING}let ${names};` : BEGINNING);
  return text;
}
