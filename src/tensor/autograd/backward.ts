/** Walks the graph from a result to its leaves and adds up gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { AutogradError } from '../errors.js';
import {
  type GradNode,
  noteBackwardEnd,
  type OperationNode,
  operationsFrom,
  operationsTowards,
  runRule,
} from './node.js';

/**
 * Computes the gradients of everything that `root` comes from. PyTorch: `torch.autograd.backward`.
 * Intermediate gradients are freed as soon as they have been used; owns `gradient`.
 *
 * @throws AutogradError when the graph was freed by an earlier pass, or an operation has no rule.
 */
export function backward(root: GradNode, gradient: tf.Tensor, retainGraph: boolean): void {
  const gradients = new Map<GradNode, tf.Tensor>([[root, gradient]]);
  try {
    if (root.kind === 'operation') walk(operationsFrom([root]), gradients, retainGraph);
    for (const [node, sum] of gradients) {
      if (node.kind === 'leaf') deliver(node, sum, gradients);
    }
    noteBackwardEnd();
  } finally {
    for (const unused of gradients.values()) unused.dispose();
  }
}

/**
 * The gradients of some nodes by what comes from them, without adding to any leaf's `.grad`; the graph between is
 * freed unless it is retained. PyTorch: `torch.autograd.grad`.
 *
 * @param gradients of the results; owned by this call
 * @param oldest nodes with a smaller `id` are not walked; they can be among `targets`
 * @returns undefined for a node that the results don't come from; the caller owns the rest
 */
export function gradientsOf(
  gradients: Map<GradNode, tf.Tensor>,
  targets: readonly GradNode[],
  { oldest = 0, retainGraph = false }: { oldest?: number; retainGraph?: boolean } = {},
): (tf.Tensor | undefined)[] {
  const wanted = new Set(targets);
  const roots = [...gradients.keys()].flatMap((root) =>
    root.kind === 'operation' && root.id >= oldest ? [root] : [],
  );
  const passed = new Map<GradNode, tf.Tensor>();
  try {
    const operations = operationsTowards(wanted, roots, oldest);
    walk(operations, gradients, retainGraph, (node, dy) => {
      if (wanted.has(node)) passed.set(node, tf.clone(dy));
    });
    return targets.map((target) => passed.get(target) ?? gradients.get(target));
  } finally {
    for (const [node, unused] of gradients) if (!wanted.has(node)) unused.dispose();
  }
}

function walk(
  operations: readonly OperationNode[],
  gradients: Map<GradNode, tf.Tensor>,
  retainGraph: boolean,
  passing: (node: OperationNode, dy: tf.Tensor) => void = () => {},
): void {
  for (const node of operations) {
    if (!node.rule) throw secondBackward(node);
  }
  for (const node of operations) {
    const sum = gradients.get(node);
    if (sum) {
      const dy = hooked(node, sum);
      gradients.set(node, dy);
      passing(node, dy);
      step(node, dy, gradients);
      gradients.delete(node);
      if (node.retained) node.retained.accumulate(dy);
      else dy.dispose();
    }
    if (!retainGraph) node.release();
  }
}

/** The gradient as hooks leave it; owns `gradient`. */
function hooked(node: GradNode, gradient: tf.Tensor): tf.Tensor {
  let current = gradient;
  for (const hook of node.hooks) {
    const other = hook(current);
    if (!other || other === current) continue;
    current.dispose();
    current = other;
  }
  return current;
}

/** From the gradient of a result to those of its inputs. */
function step(node: OperationNode, dy: tf.Tensor, gradients: Map<GradNode, tf.Tensor>): void {
  const { rule } = node;
  if (!rule) throw secondBackward(node);
  const results = runRule(node, () =>
    tf.tidy(() =>
      // A rule may hand on what it was given; only copies may be added to and freed.
      rule(dy).map(
        (result) => result && (result === dy || result.kept ? tf.clone(result) : result),
      ),
    ),
  );
  node.next.forEach((next, i) => {
    const result = results[i];
    if (!result) return;
    if (!next) {
      result.dispose();
      return;
    }
    const sum = gradients.get(next);
    if (!sum) {
      gradients.set(next, result);
      return;
    }
    gradients.set(next, tf.add(sum, result));
    sum.dispose();
    result.dispose();
  });
}

function deliver(
  node: GradNode & { kind: 'leaf' },
  gradient: tf.Tensor,
  gradients: Map<GradNode, tf.Tensor>,
): void {
  gradients.delete(node);
  node.target.accumulate(hooked(node, gradient));
}

export function secondBackward(node: OperationNode): AutogradError {
  return new AutogradError(
    'second backward',
    'Trying to backward through the graph a second time: what it needs was freed by the first pass ' +
      `(at ${node.name}). Compute the result again, or give the first pass { retainGraph: true }.`,
  );
}
