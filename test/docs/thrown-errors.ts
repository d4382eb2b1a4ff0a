/** Which functions and methods of a file throw errors themselves, by the lines on which they begin. */
import { parseSync } from 'oxc-parser';

const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

/** The lines of functions and methods in whose own code a `throw new ...Error` stands. */
export function linesThatThrow(file: string, code: string): Set<number> {
  const lines = new Set<number>();
  const lineOf = (offset: number) => code.slice(0, offset).split('\n').length;
  forEachNode(parseSync(file, code).program, (node) => {
    const made = functionIn(node);
    if (made && throwsItself(made)) {
      const { key } = node;
      lines.add(lineOf(isNode(key) ? key.start : node.start));
    }
  });
  return lines;
}

/** The function that a declaration names. */
function functionIn(node: Node): Node | undefined {
  if (node.type === 'FunctionDeclaration') return node;
  if (node.type === 'MethodDefinition' && isNode(node.value)) return node.value;
  const { init } = node;
  if (node.type !== 'VariableDeclarator' || !isNode(init)) return undefined;
  return FUNCTIONS.test(init.type) ? init : undefined;
}

function throwsItself(made: Node): boolean {
  let throws = false;
  forEachNode(made.body, (node) => {
    if (FUNCTIONS.test(node.type)) return false;
    const { argument } = node;
    if (node.type === 'ThrowStatement' && isNode(argument) && argument.type === 'NewExpression') {
      throws = true;
    }
    return true;
  });
  return throws;
}

/** Calls `visit` for a node and all inside it, unless it gives false. */
function forEachNode(value: unknown, visit: (node: Node) => unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachNode(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value) && visit(value) === false) return;
  for (const part of Object.values(value)) forEachNode(part, visit);
}
