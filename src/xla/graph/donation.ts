/** Which input buffer each output of a program may overwrite, so that parameters are updated in place. */
import type { Linear } from './linearize.js';
import type { Node } from './node.js';
import { sameShape } from './shape.js';

/**
 * Pairs donatable leaves with outputs of the same type and shape: leaf position -> output index. An output
 * takes the nearest such leaf that it is computed from by steps of its own shape: its own old value, if it is
 * an update.
 */
export function donations(linear: Linear, donatable: (leaf: Node) => boolean): Map<number, number> {
  const donors = new Set(linear.leaves.filter(donatable));
  const taken = new Map<number, number>();
  if (donors.size === 0) return taken;
  const take = (leaf: Node | undefined, output: number): boolean => {
    if (!leaf) return false;
    donors.delete(leaf);
    taken.set(leaf.position, output);
    return true;
  };
  const left = linear.outputs
    .map((node, index) => ({ node, index }))
    .filter(({ node, index }) => !take(nearestDonor(node, donors), index));
  for (const { node, index } of left) {
    take(
      [...donors].find((leaf) => matches(leaf, node)),
      index,
    );
  }
  return taken;
}

function nearestDonor(output: Node, donors: ReadonlySet<Node>): Node | undefined {
  const seen = new Set<Node>([output]);
  for (const node of seen) {
    if (donors.has(node)) return node;
    if (node.content.kind !== 'op') continue;
    for (const input of node.content.inputs) {
      if (matches(input, output) || isBundle(input)) seen.add(input);
    }
  }
  return undefined;
}

function isBundle({ content }: Node): boolean {
  return content.kind === 'op' && content.isBundle === true;
}

function matches(a: Node, b: Node): boolean {
  return a.type === b.type && sameShape(a.shape, b.shape);
}
