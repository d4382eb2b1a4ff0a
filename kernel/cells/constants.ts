/**
 * Assignments to constants of cells. V8's REPL mode takes every `const` for a `let`, so that a later
 * cell may declare it again; what assigns to one must throw all the same.
 *
 * ECMAScript, 9.1.1.1.5 SetMutableBinding: assigning to an immutable binding is a TypeError.
 */
import type { Node, Program } from 'oxc-parser';
import { boundNames, children, isFunctionScope, walk } from './syntax.js';

/** An identifier that an assignment, `++`, a pattern or a loop's head writes to. */
export interface Target {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** It names a property too, as in `({ name } = object)`. */
  readonly isShorthand: boolean;
}

/** The names that a cell declares for all cells. */
export interface TopLevelNames {
  readonly constants: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

export function topLevelNames({ body }: Program): TopLevelNames {
  const constants = new Set<string>();
  const variables = new Set(varNames(body));
  for (const statement of body) {
    const isConstant = statement.type === 'ImportDeclaration' || isConst(exported(statement));
    for (const name of declaredNames(statement)) (isConstant ? constants : variables).add(name);
  }
  return { constants, variables };
}

/** Where a program writes to a top-level name that is a constant; a local name of the kind hides it. */
export function assignmentsTo(isConstant: (name: string) => boolean, program: Program): Target[] {
  const found: Target[] = [];
  if (!hasWriteTo(isConstant, program)) return found;
  const visit = (nodes: readonly Node[], hidden: ReadonlySet<string>): void => {
    for (const node of nodes) {
      for (const target of writtenBy(node)) {
        if (isConstant(target.name) && !hidden.has(target.name)) found.push(target);
      }
      const own = localNames(node).filter(isConstant);
      visit(children(node), own.length > 0 ? new Set([...hidden, ...own]) : hidden);
    }
  };
  visit(program.body, new Set());
  return found;
}

/** Whether a program writes to such a name, be it a local one: most cells don't, and no scope has to be looked at. */
function hasWriteTo(isConstant: (name: string) => boolean, program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    found ||= writtenBy(node).some(({ name }) => isConstant(name));
    return !found;
  });
  return found;
}

/**
 * Stands for a constant where it is written to, as `constant(x).value`: it can be read, as `x += 1`
 * does first, and throws when it is set.
 */
export function constant(value: unknown): { value: unknown } {
  return {
    get value() {
      return value;
    },
    set value(_value) {
      throw new TypeError('Assignment to constant variable.');
    },
  };
}

/** What a node itself writes to. */
function writtenBy(node: Node): Target[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return targetsOf(node.left);
    case 'UpdateExpression':
      return targetsOf(node.argument);
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? [] : targetsOf(node.left);
    default:
      return [];
  }
}

function targetsOf(pattern: Node, isShorthand = false): Target[] {
  switch (pattern.type) {
    case 'Identifier': {
      const { name, start, end } = pattern;
      return [{ name, start, end, isShorthand }];
    }
    case 'ParenthesizedExpression':
      return targetsOf(pattern.expression);
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement'
          ? targetsOf(property.argument)
          : targetsOf(property.value, property.shorthand),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? targetsOf(element) : []));
    case 'RestElement':
      return targetsOf(pattern.argument);
    case 'AssignmentPattern':
      return targetsOf(pattern.left, isShorthand);
    default:
      return [];
  }
}

/** The names that hold below a node, and not beside it. */
export function localNames(node: Node): string[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
      return [...own, ...node.params.flatMap(boundNames), ...varNames(children(node))];
    }
    case 'ClassExpression':
      return node.id ? [node.id.name] : [];
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.flatMap(declaredNames);
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => consequent.flatMap(declaredNames));
    case 'ForStatement':
      return node.init ? declaredNames(node.init) : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return declaredNames(node.left);
    case 'CatchClause':
      return node.param ? boundNames(node.param) : [];
    default:
      return [];
  }
}

/** The names that a statement declares where it stands; `var` is another matter. */
function declaredNames(statement: Node): string[] {
  const node = exported(statement);
  switch (node.type) {
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => local.name);
    case 'VariableDeclaration':
      return node.kind === 'var' ? [] : node.declarations.flatMap(({ id }) => boundNames(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}

/** The names of every `var` in these nodes, outside of functions. */
function varNames(nodes: readonly Node[]): string[] {
  const names: string[] = [];
  for (const root of nodes) {
    walk(root, (node) => {
      if (isFunctionScope(node)) return false;
      if (node.type === 'VariableDeclaration' && node.kind === 'var') {
        names.push(...node.declarations.flatMap(({ id }) => boundNames(id)));
      }
      return true;
    });
  }
  return names;
}

function isConst(node: Node): boolean {
  return node.type === 'VariableDeclaration' && node.kind === 'const';
}

/** What an `export` stands before. */
export function exported(node: Node): Node {
  const isExport =
    node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
  return isExport ? (node.declaration ?? node) : node;
}
