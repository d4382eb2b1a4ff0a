/**
 * Declarations at the top level of a cell, so that a later cell may declare the same names in
 * whatever way: `const` becomes `let`; functions and every `var` become assignments to names that one
 * `let` at the start declares.
 */
import type MagicString from 'magic-string';
import type {
  ExportDefaultDeclaration,
  Function as FunctionNode,
  Node,
  Program,
  VariableDeclaration,
} from 'oxc-parser';
import { writtenName } from '../../text/own-names.js';
import { boundNames, isFunctionScope, walk } from '../syntax.js';

/** Rewrites what a statement itself declares; names that must be declared at the start go to `hoisted`. */
export function rewriteStatement(statement: Node, text: MagicString, hoisted: Set<string>): void {
  if (statement.type === 'VariableDeclaration' && statement.kind === 'const') {
    text.overwrite(statement.start, statement.start + 'const'.length, 'let');
  } else if (statement.type === 'FunctionDeclaration' && statement.id) {
    hoistFunction(statement, statement.id.name, statement.id.end, text, hoisted);
  }
}

/**
 * `function f() {}` -> `f = function f() {};`, at the start. Where it names itself, it must find the variable, which may
 * be assigned to: then it is `f = function() {};`, which the assignment names, unless that is called otherwise.
 */
function hoistFunction(
  node: FunctionNode,
  name: string,
  afterName: number,
  text: MagicString,
  hoisted: Set<string>,
): void {
  hoisted.add(name);
  const keywords = `${node.async ? 'async ' : ''}function${node.generator ? '*' : ''}`;
  const written = writtenName(name);
  const own = written === name && namesItself(node, name) ? '' : ` ${written}`;
  text.overwrite(node.start, afterName, `${name} = ${keywords}${own}`);
  text.appendLeft(node.end, ';\n');
  if (node.start > 0) text.move(node.start, node.end, 0);
}

function namesItself(node: FunctionNode, name: string): boolean {
  let found = false;
  walk(node, (child) => {
    found ||= child.type === 'Identifier' && child.name === name && child !== node.id;
    return !found;
  });
  return found;
}

/** `export default`: what it declares, or its expression alone. */
export function rewriteDefault(
  { start, declaration }: ExportDefaultDeclaration,
  text: MagicString,
  hoisted: Set<string>,
): void {
  if (isNameless(declaration)) {
    // By what it is called here, it gets the name that it has in a module.
    text.overwrite(start, declaration.start, '({ default: ');
    // What follows is no part of it.
    text.appendLeft(declaration.end, ' }).default;');
  } else {
    text.remove(start, declaration.start);
    rewriteStatement(declaration, text, hoisted);
  }
}

/** Whether a node is a function or class without a name. */
function isNameless(node: Node): boolean {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return isNameless(node.expression);
    case 'ArrowFunctionExpression':
      return true;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return !node.id;
    default:
      return false;
  }
}

/** Every `var` outside of functions becomes an assignment to a hoisted name. */
export function rewriteVars(program: Program, text: MagicString, hoisted: Set<string>): void {
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
