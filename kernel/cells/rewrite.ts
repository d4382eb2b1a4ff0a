/**
 * JavaScript as a module has it -> a script for V8's REPL mode, where every top-level name may be
 * declared again by a later cell, in whatever way.
 *
 * V8 lets a `let` follow a `let` or a `class`, and nothing else. So `const` becomes `let`, and what
 * `var` and `function` declare is declared by one `let` at the start. Imports become calls of the
 * kernel's importer, `await` can be interrupted.
 */
import MagicString from 'magic-string';
import type {
  ExportDefaultDeclaration,
  Function as FunctionNode,
  ImportDeclaration,
  ImportExpression,
  ModuleExportName,
  Node,
  Program,
  VariableDeclaration,
} from 'oxc-parser';
import type { Target } from './constants.js';
import type { NameUse } from './name-uses.js';
import { boundNames, isFunctionScope, isPropertyName, walk } from './syntax.js';

/**
 * The `await` has V8 run the code as a microtask. Where it runs as the evaluation itself and is
 * terminated as it ends, V8 12 and before abort the process: they make a promise then, whose hooks,
 * which are Node's for `AsyncLocalStorage`, are terminated in the code's place.
 */
const BEGINNING = "'use strict';await null;";

export interface RewriteOptions {
  /** Names the global object that has `import`, `resume`, `constant` and `meta`. */
  readonly kernel: string;
  /** Top-level names that compiling has added, which no other cell may see. */
  readonly temporaries: ReadonlySet<string>;
  /** The places that write to a constant of this cell or an earlier one. */
  readonly constants: readonly Target[];
  /** Whether a variable of an earlier cell has a value, which a `var` of that name keeps. */
  readonly keeps: (name: string) => boolean;
  /** What an imported name is used for. */
  readonly useOf: (name: string) => NameUse;
}

export function rewrite(code: string, program: Program, options: RewriteOptions): MagicString {
  const { kernel, constants } = options;
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
  const functions = new Set(hoisted);
  rewriteVars(program, text, hoisted);
  rewriteExpressions(program, text, kernel);
  rewriteThis(program, text);
  for (const { name, start, end, isShorthand } of constants) {
    text.overwrite(
      start,
      end,
      `${isShorthand ? `${name}: ` : ''}${kernel}.constant(${name}).value`,
    );
  }
  const isNew = (name: string) =>
    functions.has(name) || options.temporaries.has(name) || !options.keeps(name);
  const names = [...hoisted].filter(isNew).map(renamed).join(', ');
  text.prepend(names ? `${BEGINNING}let ${names};` : BEGINNING);
  return text;
}

/**
 * A module's imports are evaluated before all else, in their order, those of `export ... from` among
 * them: what stands behind other statements moves to where the first of these begins. It does not
 * move over a magic, which may install what it imports.
 */
function rewriteImports(
  { body }: Program,
  text: MagicString,
  code: string,
  { kernel, useOf }: RewriteOptions,
): void {
  let other: Node | undefined;
  for (const statement of body) {
    const call = callOf(statement, code, kernel, useOf);
    if (call === undefined) {
      // Functions move to the start by themselves.
      if (isMagic(statement, code, kernel)) other = undefined;
      else if (!isFunction(statement)) other ??= statement;
      continue;
    }
    const { start, end } = statement;
    text.overwrite(start, end, call);
    if (other) text.move(start, end, other.start);
  }
}

/** Whether a statement is what a magic has been translated to. */
function isMagic({ start }: Node, code: string, kernel: string): boolean {
  return (
    code.startsWith(`await ${kernel}.magic`, start) || code.startsWith(`${kernel}.magic`, start)
  );
}

function rewriteStatement(statement: Node, text: MagicString, hoisted: Set<string>): void {
  if (statement.type === 'VariableDeclaration' && statement.kind === 'const') {
    text.overwrite(statement.start, statement.start + 'const'.length, 'let');
  } else if (statement.type === 'FunctionDeclaration' && statement.id) {
    hoistFunction(statement, statement.id.name, statement.id.end, text, hoisted);
  }
}

/** `function f() {}` -> `f = function() {};`, at the start; the assignment names the function. */
function hoistFunction(
  node: FunctionNode,
  name: string,
  afterName: number,
  text: MagicString,
  hoisted: Set<string>,
): void {
  hoisted.add(name);
  const keywords = `${node.async ? 'async ' : ''}function${node.generator ? '*' : ''}`;
  text.overwrite(node.start, afterName, `${name} = ${keywords}`);
  text.appendLeft(node.end, ';\n');
  if (node.start > 0) text.move(node.start, node.end, 0);
}

function rewriteDefault(
  { start, declaration }: ExportDefaultDeclaration,
  text: MagicString,
  hoisted: Set<string>,
): void {
  const anonymous =
    (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
    !declaration.id;
  if (anonymous) {
    text.overwrite(start, declaration.start, '(');
    text.appendLeft(declaration.end, ')');
  } else {
    text.remove(start, declaration.start);
    rewriteStatement(declaration, text, hoisted);
  }
}

/** Whether a statement declares a function, exported or not. */
function isFunction(statement: Node): boolean {
  const isExport = /^Export(Named|Default)/.test(statement.type) && 'declaration' in statement;
  const declaration = isExport ? statement.declaration : statement;
  return declaration?.type === 'FunctionDeclaration';
}

function callOf(
  statement: Node,
  code: string,
  kernel: string,
  useOf: (name: string) => NameUse,
): string | undefined {
  switch (statement.type) {
    case 'ImportDeclaration':
      return importCall(statement, code, kernel, useOf);
    case 'ExportAllDeclaration':
      return `await ${kernel}.import(${JSON.stringify(statement.source.value)});`;
    case 'ExportNamedDeclaration': {
      if (!statement.source) return undefined;
      const names = statement.specifiers.map(({ local }) => [nameOf(local), 'value']);
      const uses = JSON.stringify(Object.fromEntries(names));
      return `await ${kernel}.import(${JSON.stringify(statement.source.value)}, undefined, ${uses});`;
    }
    default:
      return undefined;
  }
}

/** The name that a specifier of an import or an export has for what a module gives. */
function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

/** `import d, { a as b } from 'x'` -> `let { default: d, a: b } = await kernel.import('x', ...)`. */
function importCall(
  node: ImportDeclaration,
  code: string,
  kernel: string,
  useOf: (name: string) => NameUse,
): string {
  const properties: string[] = [];
  const uses: Record<string, NameUse> = {};
  let namespace = '';
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = local;
      continue;
    }
    const imported = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
    uses[imported] = useOf(local);
    properties.push(`${JSON.stringify(imported)}: ${local}`);
  }
  const attributes = node.attributes.map(({ key, value }) => {
    return `${code.slice(key.start, key.end)}: ${JSON.stringify(value.value)}`;
  });
  const specifier = JSON.stringify(node.source.value);
  const options = attributes.length ? `{ with: { ${attributes.join(', ')} } }` : 'undefined';
  const call = `await ${kernel}.import(${specifier}, ${options}, ${JSON.stringify(uses)})`;
  const both = namespace && properties.length > 0;
  const patterns = [
    namespace && `${namespace} = ${call}`,
    properties.length > 0 && `{ ${properties.join(', ')} } = ${both ? namespace : call}`,
  ].filter(Boolean);
  return patterns.length ? `let ${patterns.join(', ')};` : `${call};`;
}

/** Every `var` outside of functions becomes an assignment to a hoisted name. */
function rewriteVars(program: Program, text: MagicString, hoisted: Set<string>): void {
  walk(program, (node, parent) => {
    if (isFunctionScope(node)) return false;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const { id } of node.declarations) for (const name of boundNames(id)) hoisted.add(name);
      rewriteVar(node, parent, text);
    }
    return true;
  });
}

function rewriteVar(node: VariableDeclaration, parent: Node | undefined, text: MagicString): void {
  const [first] = node.declarations;
  const last = node.declarations.at(-1);
  if (!first || !last) return;
  const isLoopHead =
    (parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') &&
    parent.left === node;
  if (isLoopHead) {
    text.remove(node.start, first.start);
    return;
  }
  const isForInit = parent?.type === 'ForStatement' && parent.init === node;
  // Parentheses: an assignment to a pattern may not begin a statement with `{`.
  text.overwrite(node.start, first.start, isForInit ? '(' : 'void (');
  for (const { id, init } of node.declarations) {
    if (!init) text.overwrite(id.start, id.end, '0');
  }
  text.appendLeft(last.end, ')');
}

/** `import(x)`, `import.meta`, `await x` and `for await`, wherever they are. */
function rewriteExpressions(program: Program, text: MagicString, kernel: string): void {
  walk(program, (node) => {
    if (node.type === 'ImportExpression') rewriteDynamicImport(node, text, kernel);
    else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      text.update(node.start, node.end, `${kernel}.meta`);
    } else if (node.type === 'AwaitExpression') {
      // In place of the word: a debugger must find the line that it stands on.
      text.update(node.start, node.start + 'await'.length, `${kernel}.resume(await`);
      text.appendLeft(node.end, ')');
    } else if (
      node.type === 'ForOfStatement' &&
      node.await &&
      node.body.type === 'BlockStatement'
    ) {
      text.appendLeft(node.body.start + 1, `${kernel}.resume();`);
    }
    return true;
  });
}

/** `this` is undefined in a module; in a script it would be the global object. */
function rewriteThis(program: Program, text: MagicString): void {
  walk(program, (node) => {
    if (node.type === 'ThisExpression') text.update(node.start, node.end, '(void 0)');
    return node.type === 'ArrowFunctionExpression' || !isFunctionScope(node);
  });
}

/** How many cells have had temporaries. */
let cellsWithTemporaries = 0;

/**
 * Gives temporaries names that no other cell's have: a later cell's must not take the place of
 * those that an earlier class still needs.
 *
 * @returns the new name of any name
 */
function renameTemporaries(
  program: Program,
  text: MagicString,
  { kernel, temporaries }: RewriteOptions,
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

function rewriteDynamicImport(node: ImportExpression, text: MagicString, kernel: string): void {
  text.update(node.start, node.start + 'import'.length, `${kernel}.import`);
}
