/**
 * What classes of plain JavaScript get by assignments alone, as in `constructor(name) { this.name = name }`. Of JavaScript,
 * TypeScript knows such members; in its own files it wants them declared, and cells are its own files.
 */
import MagicString from 'magic-string';
import type { Class, Node, Program } from 'oxc-parser';
import { isPlainJavaScript } from '../cells/plain-javascript.js';
import { children, walk } from '../cells/syntax.js';

/**
 * The text with declarations of those members. They stand where a line has nothing more, so that all else keeps its place;
 * text that has types in it stays as it is.
 */
export function withAssignedMembers(text: string, program: Program): string {
  if (!/\bclass\b/.test(text) || !/\bthis\b/.test(text)) return text;
  if (!isPlainJavaScript(text, program)) return text;
  const result = new MagicString(text);
  walk(program, (node) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      const place = placeIn(node, text);
      const declarations = declarationsOf(node);
      if (place !== undefined && declarations !== '') result.appendLeft(place, declarations);
    }
    return true;
  });
  return result.toString();
}

/** Behind its opening brace or before its closing one; undefined where more of the program stands behind both. */
function placeIn({ body: { start, end } }: Class, text: string): number | undefined {
  const isLast = (offset: number) => /^[;\s]*$/.test(text.slice(offset).split('\n', 1)[0] ?? '');
  if (isLast(start + 1)) return start + 1;
  return isLast(end) ? end - 1 : undefined;
}

function declarationsOf({ body, superClass }: Class): string {
  const declared = new Set<string>();
  const assigned = new Set<string>();
  for (const member of body.body) {
    if ('static' in member && member.static) continue;
    if ('key' in member && member.key.type === 'Identifier') declared.add(member.key.name);
    if (member.type === 'MethodDefinition' && member.value.body) {
      assignedIn(member.value.body, assigned);
    }
  }
  return [...assigned]
    .filter((name) => !declared.has(name))
    .map((name) => ` declare ${name}: ${typeOf(name, superClass)};`)
    .join('');
}

/** What the class has it from, if it does: where it doesn't, that is an error in a text that nobody wrote, and anything. */
function typeOf(name: string, superClass: Node | null): string {
  return superClass?.type === 'Identifier'
    ? `(typeof ${superClass.name})['prototype']['${name}']`
    : 'any';
}

/** The names that a method's own code gives to `this`. */
function assignedIn(node: Node, names: Set<string>): void {
  if (/^(Function(Declaration|Expression)|Class(Declaration|Expression))$/.test(node.type)) return;
  if (node.type === 'AssignmentExpression') {
    walk(node.left, (target) => {
      if (target.type !== 'MemberExpression' || target.computed) return true;
      const { object, property } = target;
      if (object.type === 'ThisExpression' && property.type === 'Identifier') {
        names.add(property.name);
      }
      return false;
    });
  }
  for (const child of children(node)) assignedIn(child, names);
}
