/**
 * A set of wanted nodes -> the nodes to compute in order, the leaves they need, and a key that is equal for
 * programs of equal structure. The values of literals and the contents of buffers are not part of the key.
 */
import type { Content, Node } from './node.js';
import { numberOf, StructureKey } from './structure-key.js';

export interface Linear {
  readonly key: string;
  /** Pending nodes, each after its inputs; `position` is the index in here. */
  readonly ops: readonly Node[];
  /** Leaves in the order of first use; `position` is the index in here. */
  readonly leaves: readonly Node[];
  readonly outputs: readonly Node[];
}

let marks = 0;

/** What begins in a key; the numbers of operations follow these. */
const LEAF = 0;
const OUTPUTS = 1;
const FIRST_OPERATION = 2;

/** Of a leaf that may be overwritten; the others are by their kind. */
const DONATED = 0;
const LEAF_KINDS: Readonly<Record<Exclude<Content['kind'], 'op' | 'failed'>, number>> = {
  buffer: 1,
  literal: 2,
  placeholder: 3,
};

/** @param donatable whether a leaf's buffer may be overwritten by the program. */
export function linearize(outputs: readonly Node[], donatable: (leaf: Node) => boolean): Linear {
  const mark = ++marks;
  const ops: Node[] = [];
  const leaves: Node[] = [];
  const key = new StructureKey();

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
        addLeaf(key, node, donatable);
        continue;
      }
      const depth = stack.length;
      for (const input of content.inputs) if (input.mark !== mark) stack.push(input);
      if (stack.length > depth) continue;
      stack.pop();
      node.mark = mark;
      node.position = ops.length;
      ops.push(node);
      key.add(FIRST_OPERATION + numberOf(content.signature));
      key.add(content.inputs.length);
      for (const input of content.inputs) addPosition(key, input);
    }
  }
  key.add(OUTPUTS);
  for (const output of outputs) addPosition(key, output);
  return { key: key.toString(), ops, leaves, outputs };
}

function addPosition(key: StructureKey, { content, position }: Node): void {
  key.add(2 * position + (content.kind === 'op' ? 1 : 0));
}

function addLeaf(key: StructureKey, node: Node, donatable: (leaf: Node) => boolean): void {
  const { content, type, shape } = node;
  if (content.kind === 'failed') throw content.error;
  if (content.kind === 'op') throw new Error('A pending node is not a leaf.');
  key.add(LEAF);
  key.add(content.kind === 'buffer' && donatable(node) ? DONATED : LEAF_KINDS[content.kind]);
  key.add(numberOf(type));
  if (content.kind === 'literal') return;
  key.add(shape.length);
  for (const size of shape) key.add(size);
}
