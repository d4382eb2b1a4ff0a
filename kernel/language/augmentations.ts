/**
 * What a cell adds to types that are everyone's: by `declare global`, by `declare module`, or by importing a
 * module for nothing but what it does. No later cell names it.
 */
import type { Node, Program } from 'oxc-parser';
import { boundNames } from '../cells/syntax.js';

/** One key for each thing that is added: a cell that adds the same again takes an earlier one's place. */
export function augmentations(program: Program): string[] {
  return program.body.flatMap((statement) => {
    switch (statement.type) {
      case 'ImportDeclaration':
        return statement.specifiers.length === 0 ? [`import ${statement.source.value}`] : [];
      case 'TSModuleDeclaration':
        return isOthers(statement) ? keysOf(statement, '') : [];
      default:
        return [];
    }
  });
}

/** Whether what stands in a declaration is not the cell's own. */
function isOthers(node: Node): boolean {
  return (
    node.type === 'TSModuleDeclaration' && (node.kind === 'global' || node.id.type === 'Literal')
  );
}

function keysOf(node: Node, path: string): string[] {
  switch (node.type) {
    case 'TSModuleDeclaration': {
      const name = node.id.type === 'Literal' ? node.id.value : nameOf(node);
      return (node.body?.body ?? []).flatMap((inner) => keysOf(inner, `${path}${name}.`));
    }
    case 'ExportNamedDeclaration':
      return node.declaration ? keysOf(node.declaration, path) : [];
    case 'TSInterfaceDeclaration':
      return node.body.body.map((member) => `${path}${node.id.name}.${memberName(member)}`);
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => boundNames(id)).map((name) => `${path}${name}`);
    default:
      return [`${path}${nameOf(node)}`];
  }
}

function nameOf(node: Node): string {
  return 'id' in node && node.id?.type === 'Identifier' ? node.id.name : node.type;
}

function memberName(member: Node): string {
  if (!('key' in member)) return member.type;
  const { key } = member;
  return key.type === 'Identifier'
    ? key.name
    : key.type === 'Literal'
      ? String(key.value)
      : key.type;
}
