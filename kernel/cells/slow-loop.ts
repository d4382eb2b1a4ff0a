/**
 * Loops that compute with variables of cells. V8 looks such a variable up each time, since a later
 * cell may declare it anew, so the same loop in a function is several times as fast. No rewriting
 * could keep what other code sees of the variables meanwhile, so the person is told.
 */
import type { Node } from 'oxc-parser';
import { parseCell } from './parse-cell.js';
import { children, isFunctionScope } from './syntax.js';

/** How long a cell must have run for it to matter, in milliseconds. */
export const SLOW = 1000;

export const SLOW_LOOP_HINT =
  'This loop is several times as fast in a function, where its variables are local: ' +
  'function run() { ... return result; }  const result = run();\n';

/**
 * Whether a cell has a loop outside of functions that does nothing but compute: what calls
 * functions or awaits spends its time elsewhere.
 */
export function hasComputingLoop(code: string): boolean {
  const { parsed } = parseCell(code);
  return parsed.errors.length === 0 && parsed.program.body.some(hasLoop);
}

function hasLoop(node: Node): boolean {
  if (isFunctionScope(node)) return false;
  switch (node.type) {
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return onlyComputes(node) && hasVariable(node);
    default:
      return children(node).some(hasLoop);
  }
}

function hasVariable(node: Node): boolean {
  return node.type === 'Identifier' || children(node).some(hasVariable);
}

function onlyComputes(node: Node): boolean {
  switch (node.type) {
    case 'AwaitExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
      return false;
    case 'CallExpression': {
      const { callee } = node;
      const isMath =
        callee.type === 'MemberExpression' &&
        callee.object.type === 'Identifier' &&
        callee.object.name === 'Math';
      return isMath && node.arguments.every(onlyComputes);
    }
    default:
      return children(node).every(onlyComputes);
  }
}
