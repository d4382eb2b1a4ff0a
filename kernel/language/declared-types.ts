/** What a declaration makes of its names, in the words by which front ends choose icons. */
import type { Node, Program } from 'oxc-parser';

/** The names that a text declares at its top level whose declaration alone says what they are. */
export function declaredTypes(program: Program): Map<string, string> {
  const types = new Map<string, string>();
  for (const statement of program.body) {
    const isExport =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    const declaration: Node | null = isExport ? statement.declaration : statement;
    for (const [name, type] of declaration ? typesOf(declaration) : []) types.set(name, type);
  }
  return types;
}

function typesOf(node: Node): [name: string, type: string][] {
  const named = (type: string): [string, string][] =>
    'id' in node && node.id?.type === 'Identifier' ? [[node.id.name, type]] : [];
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return named('function');
    case 'ClassDeclaration':
      return named('class');
    case 'TSEnumDeclaration':
      return named('enum');
    case 'TSInterfaceDeclaration':
      return named('interface');
    case 'TSTypeAliasDeclaration':
      return named('type');
    case 'TSModuleDeclaration':
      return named('module');
    case 'ImportDeclaration':
      return node.specifiers
        .filter(({ type }) => type === 'ImportNamespaceSpecifier')
        .map(({ local }) => [local.name, 'module']);
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }): [string, string][] =>
        id.type === 'Identifier' && init && FUNCTIONS.has(init.type) ? [[id.name, 'function']] : [],
      );
    default:
      return [];
  }
}

const FUNCTIONS: ReadonlySet<string> = new Set(['ArrowFunctionExpression', 'FunctionExpression']);
