/** Expressions that mean something else in a script than in a module, or that can be interrupted here. */
import type MagicString from 'magic-string';
import type { Node, Program } from 'oxc-parser';
import { isFunctionScope, walk } from '../syntax.js';

/** `import(x)`, `import.meta`, `await x` and `for await`, wherever they are. */
export function rewriteExpressions(program: Program, text: MagicString, kernel: string): void {
  walk(program, (node) => {
    if (node.type === 'ImportExpression') {
      text.update(node.start, node.start + 'import'.length, `${kernel}.import`);
    } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      text.update(node.start, node.end, `${kernel}.meta`);
    } else if (node.type === 'AwaitExpression') {
      // In place of the word: a debugger must find the line that it stands on.
      text.update(node.start, node.start + 'await'.length, `${kernel}.resume(await`);
      text.appendLeft(node.end, ')');
    } else if (
      node.type === 'ForOfStatement' &&
      node.await &&
      node.body.type === 'BlockStatement'
    ) {
      text.appendLeft(node.body.start + 1, `${kernel}.resume();`);
    }
    return true;
  });
}

/** `this` is undefined in a module; in a script it would be the global object. */
export function rewriteThis(root: Node, text: MagicString): void {
  walk(root, (node) => {
    if (node.type === 'ThisExpression') text.update(node.start, node.end, '(void 0)');
    // Of a field, the key is evaluated outside.
    if (node.type === 'PropertyDefinition' && node.computed) rewriteThis(node.key, text);
    return node.type === 'ArrowFunctionExpression' || !isFunctionScope(node);
  });
}
