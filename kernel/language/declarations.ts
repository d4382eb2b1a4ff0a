/**
 * What a cell declares at its top level and so leaves to later cells, found in its text alone.
 */
import type { Node, Program, VariableDeclaration } from 'oxc-parser';
import { parseCell } from '../cells/parse-cell.js';
import { boundNames, isFunctionScope, walk } from '../cells/syntax.js';
import { withoutMagics } from '../magics/translate.js';
import { withAssignedMembers } from './assigned-members.js';
import { augmentations } from './augmentations.js';
import { declaredTypes } from './declared-types.js';

/**
 * - `alias`: what an import binds to later cells as it is, with its types: functions, classes,
 *   types, imports, constants whose text says that they are there
 * - `constant`, `variable`: a value that was maybe `undefined` when it was declared, or is by now
 *   something else
 */
export type DeclarationKind = 'alias' | 'constant' | 'variable';

export interface CellText {
  /** TypeScript only, with blanks for magics: places are the cell's. Members that it only assigns are declared in it. */
  readonly text: string;
  readonly declared: ReadonlyMap<string, DeclarationKind>;
  /** What some of them are, in a word: `function`, `class`. */
  readonly types: ReadonlyMap<string, string>;
  /** Those of `declared` that the text does not export itself. */
  readonly unexported: readonly string[];
  /** What the text imports, also by `import()` of a literal. */
  readonly imports: readonly string[];
  /** What it adds to types that are everyone's. */
  readonly augmentations: readonly string[];
  /** Whether it has JSX: it is no TypeScript otherwise. */
  readonly hasJsx: boolean;
}

/** What a cell's text declares; undefined where it does not parse. */
export function readCell(code: string): CellText | undefined {
  const text = withoutMagics(code);
  const { lang, parsed } = parseCell(text);
  const { program, module, errors } = parsed;
  if (errors.length > 0) return undefined;
  const declared = new Map<string, DeclarationKind>();
  const exported = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration') {
      for (const { exported: name } of statement.specifiers) {
        exported.add(name.type === 'Literal' ? name.value : name.name);
      }
      if (!statement.declaration) continue;
      const own = new Map<string, DeclarationKind>();
      declare(statement.declaration, own);
      for (const name of own.keys()) exported.add(name);
      for (const [name, kind] of own) add(declared, name, kind);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      declare(statement.declaration, declared);
    } else {
      declare(statement, declared);
    }
  }
  declareVars(program, declared);
  const unexported = [...declared.keys()].filter((name) => !exported.has(name));
  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      return /^(['"])(.*)\1$/.exec(text.slice(start, end))?.[2] ?? [];
    }),
  ];
  const types = declaredTypes(program);
  return {
    text: withAssignedMembers(text, program),
    declared,
    types,
    unexported,
    imports,
    augmentations: augmentations(program),
    hasJsx: lang === 'tsx',
  };
}

/** A name that is a value and a type at once goes on as both. */
function add(declared: Map<string, DeclarationKind>, name: string, kind: DeclarationKind): void {
  declared.set(name, declared.has(name) && declared.get(name) !== kind ? 'alias' : kind);
}

function declare(node: Node, declared: Map<string, DeclarationKind>): void {
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind !== 'var') declareVariables(node, declared);
      break;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) add(declared, local.name, 'alias');
      break;
    case 'TSModuleDeclaration':
      if (node.id.type === 'Identifier' && node.kind !== 'global') {
        add(declared, node.id.name, 'alias');
      }
      break;
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSImportEqualsDeclaration':
      if (node.id) add(declared, node.id.name, 'alias');
      break;
    default:
  }
}

function declareVariables(node: VariableDeclaration, declared: Map<string, DeclarationKind>): void {
  for (const { id, init } of node.declarations) {
    const isConstant = node.kind !== 'let' && node.kind !== 'var';
    const isThere = isConstant && isPlainName(id) && init && isValue(init);
    const kind = isThere ? 'alias' : isConstant ? 'constant' : 'variable';
    for (const name of boundNames(id)) add(declared, name, kind);
  }
}

/** `var` declares in the cell from anywhere outside of functions and namespaces. */
function declareVars(program: Program, declared: Map<string, DeclarationKind>): void {
  walk(program, (node) => {
    if (isFunctionScope(node) || node.type === 'TSModuleDeclaration') return false;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      declareVariables(node, declared);
    }
    return true;
  });
}

/** A name alone: a type that was written for it may say `undefined` in spite of its value. */
function isPlainName(node: Node): boolean {
  return node.type === 'Identifier' && !node.typeAnnotation;
}

/** Whether an expression is neither `null` nor `undefined`, as its text shows. */
function isValue(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      return node.value !== null;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'NewExpression':
    case 'TemplateLiteral':
      return true;
    case 'TSSatisfiesExpression':
      return isValue(node.expression);
    default:
      return false;
  }
}
