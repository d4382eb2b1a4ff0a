/** Telling JavaScript from TypeScript. Most cells have no types in them, and need no compiler. */
import type { Node, Program } from 'oxc-parser';
import { walk } from './syntax.js';

/**
 * What a script reads as the beginning of a comment, and a module as two operators. V8 runs cells as scripts; what was
 * compiled has blanks between them.
 */
const COMMENT_OF_SCRIPTS = /<!--|-->/;
/** What nodes say of themselves in TypeScript alone, and `phase`, of imports that Node does not know. */
const MARKS = ['abstract', 'accessibility', 'declare', 'definite', 'override', 'phase', 'readonly'];

/**
 * Whether a text is JavaScript that Node runs as it stands.
 *
 * @param program the text, parsed as TypeScript, so that `f<T>(x)` is a call
 */
export function isPlainJavaScript(text: string, program: Program): boolean {
  if (COMMENT_OF_SCRIPTS.test(text)) return false;
  let isPlain = true;
  walk(program, (node) => {
    isPlain &&= isJavaScript(node);
    return isPlain;
  });
  return isPlain;
}

function isJavaScript(node: Node): boolean {
  if (/^(TS|JSX)/.test(node.type) || MARKS.some((mark) => Reflect.get(node, mark))) return false;
  switch (node.type) {
    case 'Decorator':
    case 'AccessorProperty':
      return false;
    case 'VariableDeclaration':
      return !node.kind.endsWith('using');
    case 'ImportDeclaration':
    case 'ImportSpecifier':
      return node.importKind !== 'type';
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportSpecifier':
      return node.exportKind !== 'type';
    case 'Identifier':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      // As in `(x?) => x`. The `?.` of JavaScript is said of other nodes.
      return !('optional' in node && node.optional);
    default:
      return true;
  }
}
