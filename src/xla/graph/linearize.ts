/**
 * A set of wanted nodes -> the nodes to compute in order, the leaves they need, and a key that is equal for
 * programs of equal structure. The values of literals and the contents of buffers are not part of the key.
 */
import type { Node } from './node.js';
import { tensorType } from './text.js';

export interface Linear {
  readonly key: string;
  /** Pending nodes, each after its inputs; `position` is the index in here. */
  readonly ops: readonly Node[];
  /** Leaves in the order of first use; `position` is the index in here. */
  readonly leaves: readonly Node[];
  readonly outputs: readonly Node[];
}

let marks = 0;

/** @param donatable whether a leaf's buffer may be overwritten by the program. */
export function linearize(outputs: readonly Node[], donatable: (leaf: Node) => boolean): Linear {
  const mark = ++marks;
  const ops: Node[] = [];
  const leaves: Node[] = [];
  let key = '';

  const stack: Node[] = [];
  for (const output of outputs) {
    stack.push(output);
    while (stack.length) {
      const node = stack[stack.length - 1];
      if (node.mark === mark) {
        stack.pop();
        continue;
      }
      const { content } = node;
      if (content.kind !== 'op') {
        stack.pop();
        node.mark = mark;
        node.position = leaves.length;
        leaves.push(node);
        key += leafKey(node, donatable);
        continue;
      }
      const depth = stack.length;
      for (const input of content.inputs) if (input.mark !== mark) stack.push(input);
      if (stack.length > depth) continue;
      stack.pop();
      node.mark = mark;
      node.position = ops.length;
      ops.push(node);
      key += `${content.signature}(`;
      for (const input of content.inputs) {
        key += input.content.kind === 'op' ? `${input.position},` : `$${input.position},`;
      }
      key += ')';
    }
  }
  key += '>';
  for (const output of outputs) key += `${output.position},`;
  return { key, ops, leaves, outputs };
}

function leafKey(node: Node, donatable: (leaf: Node) => boolean): string {
  const { content } = node;
  switch (content.kind) {
    case 'literal':
      return `=${node.type};`;
    case 'buffer':
      return `${donatable(node) ? '!' : '@'}${tensorType(node.type, node.shape)};`;
    case 'placeholder':
      return `?${tensorType(node.type, node.shape)};`;
    case 'failed':
      throw content.error;
    case 'op':
      throw new Error('A pending node is not a leaf.');
    default:
      return content satisfies never;
  }
}
