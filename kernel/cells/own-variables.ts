/**
 * A cell's own variables that have the names of globals, as in `class Map {}` and `import { setTimeout } from
 * 'timers/promises'`: they are called otherwise, so that packages and the kernel still find the globals; see
 * `text/own-names.ts`. This is done before anything is compiled: what compiling puts in means the globals.
 */
import MagicString, { type SourceMap } from 'magic-string';
import type { Node, Program } from 'oxc-parser';
import { isGlobalName, ownName, writtenName } from '../text/own-names.js';
import { exported, topLevelNames } from './constants.js';
import { children, isPropertyName } from './syntax.js';

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

export interface Renamed {
  readonly code: string;
  readonly map: SourceMap;
}

/** The globals' names that a cell declares for itself. */
export function ownGlobals({ body, ...program }: Program): string[] {
  const values = body.filter((statement) => !isErased(exported(statement)));
  const { constants, variables } = topLevelNames({ ...program, body: values });
  const others = values.map(exported).flatMap(namesOfTypeScript);
  const typesOnly = new Set(body.flatMap(typeImports));
  const all = [...constants, ...variables, ...others];
  return [...new Set(all)].filter((name) => isGlobalName(name) && !typesOnly.has(name));
}

/** A cell with its own variables, and those of earlier cells, as they are called; undefined where it names none. */
export function renameOwn(
  code: string,
  program: Program,
  isOwn: (name: string) => boolean,
  kernel: string,
): Renamed | undefined {
  // Most cells, while none hides a global.
  if (!code.match(WORD)?.some(isOwn)) return undefined;
  const text = new MagicString(code);
  const visit = (node: Node, parent: Node | undefined): void => {
    if (isName(node) && isOwn(node.name) && (!parent || !namesNoVariable(node, parent))) {
      text.update(node.start, node.end, ownName(node.name));
    } else if (node.type === 'Property' && node.shorthand) {
      const { key, value } = node;
      if (isName(key) && isOwn(key.name)) text.appendRight(key.start, `${key.name}: `);
      visit(value, node);
      return;
    } else if (node.type === 'ImportSpecifier') {
      const { imported, local } = node;
      if (isOwn(local.name)) {
        const given = code.slice(imported.start, imported.end);
        text.update(imported.start, local.end, `${given} as ${ownName(local.name)}`);
      }
      return;
    } else if (node.type === 'ExportNamedDeclaration' && !node.declaration) {
      // Nothing of it is left to run, or it is about another module's names.
      if (!node.source) text.update(node.start, node.end, ';');
      return;
    }
    keepName(node, isOwn, text, kernel);
    for (const child of children(node)) visit(child, node);
  };
  visit(program, undefined);
  const map = text.generateMap({ hires: 'boundary', source: 'cell.ts' });
  return { code: text.toString(), map };
}

/** Gives what a renamed class, or a function that a variable names, says of itself the name that the person wrote. */
function keepName(
  node: Node,
  isOwn: (name: string) => boolean,
  text: MagicString,
  kernel: string,
): void {
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    const { id, body, declare } = node;
    if (!id || declare || !isOwn(id.name)) return;
    text.appendLeft(
      body.start + 1,
      ` static { ${kernel}.named(this, ${JSON.stringify(id.name)}) }`,
    );
  } else if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
    const { id, init } = node;
    const isNameless =
      init.type === 'ArrowFunctionExpression' ||
      ((init.type === 'FunctionExpression' || init.type === 'ClassExpression') && !init.id);
    if (!isNameless || !isOwn(id.name)) return;
    text.appendLeft(init.start, `${kernel}.named(`);
    text.appendRight(init.end, `, ${JSON.stringify(id.name)})`);
  }
}

/** Names a function or class as it was written, unless it says otherwise itself. */
export function named<T extends object>(value: T, name: string): T {
  const own: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value;
  if (own === '' || (typeof own === 'string' && writtenName(own) !== own)) {
    Object.defineProperty(value, 'name', { value: name, configurable: true });
  }
  return value;
}

type Name = Extract<Node, { type: 'Identifier' | 'JSXIdentifier' }>;

function isName(node: Node): node is Name {
  return node.type === 'Identifier' || node.type === 'JSXIdentifier';
}

/** Whether an identifier is no variable's, but a member's, a label's or an attribute's. */
export function namesNoVariable(child: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'LabeledStatement':
      return child === parent.label;
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ImportAttribute':
    case 'TSNamedTupleMember':
    case 'ExportAllDeclaration':
    case 'JSXAttribute':
    case 'JSXNamespacedName':
      return true;
    case 'TSEnumMember':
      return child === parent.id;
    case 'TSQualifiedName':
      return child === parent.right;
    case 'JSXMemberExpression':
      return child === parent.property;
    case 'JSXOpeningElement':
    case 'JSXClosingElement':
      return !isName(child) || /^[a-z]/.test(child.name);
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return !parent.computed && child === parent.key;
    case 'TSModuleDeclaration':
      return parent.kind === 'global';
    default:
      return isPropertyName(child, parent);
  }
}

/** Whether a statement declares something that is there already, or nothing that runs. */
function isErased(statement: Node): boolean {
  if ('declare' in statement && statement.declare) return true;
  switch (statement.type) {
    case 'ImportDeclaration':
      return statement.importKind === 'type';
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return true;
    case 'TSModuleDeclaration':
      return isTypesOnly(statement);
    default:
      return false;
  }
}

/** Whether nothing of a namespace runs. */
function isTypesOnly(node: Node): boolean {
  if (node.type !== 'TSModuleDeclaration' || !node.body) return true;
  if (node.body.type !== 'TSModuleBlock') return isTypesOnly(node.body);
  return node.body.body.every((statement) => isErased(exported(statement)));
}

/** The values that a statement declares which no JavaScript has. */
function namesOfTypeScript(statement: Node): string[] {
  switch (statement.type) {
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return [statement.id.name];
    case 'TSModuleDeclaration':
      return statement.id.type === 'Identifier' ? [statement.id.name] : [];
    default:
      return [];
  }
}

/** The names that an import marks as types, one by one. */
function typeImports(statement: Node): string[] {
  if (statement.type !== 'ImportDeclaration') return [];
  return statement.specifiers.flatMap((one) =>
    one.type === 'ImportSpecifier' && one.importKind === 'type' ? [one.local.name] : [],
  );
}
