/** Walking syntax trees, and the syntax error as a value. */
import { type Node, visitorKeys } from 'oxc-parser';

/** Text that is not TypeScript: what is wrong and where, as the person wrote it. */
export interface SyntaxProblem {
  readonly message: string;
  /** Offset in UTF-16 units. */
  readonly offset: number;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The nodes directly below a node, in the order of the text. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) found.push(...value.filter(isNode));
  }
  return found;
}

/** Visits a tree from its root; a visitor that returns false is not shown what is below. */
export function walk(
  node: Node,
  visit: (node: Node, parent?: Node) => boolean,
  parent?: Node,
): void {
  if (!visit(node, parent)) return;
  for (const child of children(node)) walk(child, visit, node);
}

/** Whether a node has a scope of its own for `var`. */
export function isFunctionScope(node: Node): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'PropertyDefinition':
    case 'StaticBlock':
      return true;
    default:
      return false;
  }
}

/** The names that a pattern binds: `a` and `b` of `{ a, x: [b] }`. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    default:
      return [];
  }
}

/** Whether an identifier names a member, as `b` in `a.b` and `{ b: 1 }`. */
export function isPropertyName(child: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression':
      return !parent.computed && child === parent.property;
    case 'Property':
      return !parent.computed && !parent.shorthand && child === parent.key;
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return !parent.computed && child === parent.key;
    default:
      return false;
  }
}
