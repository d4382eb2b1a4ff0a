/** What a function is differentiated by, and whether its derivative is differentiated again. */
import {
  type GradNode,
  gradNodeCount,
  isGradEnabled,
  operationsFrom,
  type Tensor,
} from '../tensor/index.js';

/** Tensors to differentiate by, each with a place of its own in the graph, and what is newer than they. */
export interface Leaves {
  readonly leaves: readonly Tensor[];
  /** What the function makes has this `id` or a greater one: a pass back to the leaves ends there. */
  readonly oldest: number;
}

/** Leaves for these tensors; integers stay what they are. */
export function leavesOf(tensors: readonly Tensor[]): Leaves {
  const leaves = tensors.map((tensor) => {
    if (tensor.dtype !== 'float32') return tensor;
    // With the way on to the tensor's own past, where there is one.
    const isInGraph = isGradEnabled() && tensor.requiresGrad;
    return isInGraph ? tensor.clone() : tensor.detach().requiresGrad_();
  });
  return { leaves, oldest: gradNodeCount() + 1 };
}

/** Whether results depend on something that was there before: then their derivatives do, and have a graph too. */
export function dependOnOlder(results: readonly Tensor[], { leaves, oldest }: Leaves): boolean {
  if (!isGradEnabled()) return false;
  if (leaves.some(({ gradFn }) => gradFn !== undefined)) return true;
  const own = new Set<GradNode>(leaves.flatMap((leaf) => leaf.gradNode ?? []));
  const isOlder = (node: GradNode) => node.id < oldest && !own.has(node);
  const roots = results.flatMap(({ gradFn }) => gradFn ?? []);
  return (
    roots.some(isOlder) ||
    operationsFrom(roots, oldest).some(({ next }) => next.some((node) => node && isOlder(node)))
  );
}

/** What is found for the leaves that have a node; the others hold integers. */
export function alongLeaves(
  { leaves }: Leaves,
  find: (nodes: GradNode[]) => (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const found = find(leaves.flatMap((leaf) => leaf.gradNode ?? []));
  return leaves.map((leaf) => (leaf.gradNode ? found.shift() : undefined));
}
