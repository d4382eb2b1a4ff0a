/** The graph that `backward` walks: a node for each operation, and one for each leaf. */
import type * as tf from '@tensorflow/tfjs-core';
import { onWayBackTo, presentMaker } from '../../maker.js';
import type { Storage } from '../memory/storage.js';
import type { SavedTensor } from './saved-tensor.js';

/** Takes the gradient of a result; gives that of each input, in order, where it has one. */
export type GradientRule = (dy: tf.Tensor) => (tf.Tensor | undefined)[];

/** Sees a gradient before it is used, and may give another; owns neither. */
export type GradientHook = (gradient: tf.Tensor) => tf.Tensor | undefined;

/** Where a gradient ends up: a leaf, or a tensor that asked for its gradient. */
export interface GradientTarget {
  /** Adds to `.grad`; owns `gradient` from now on. */
  accumulate(gradient: tf.Tensor): void;
}

/** Takes the gradient of each result, where there is one; gives that of each input, in order. */
export type BundleRule = (dys: readonly (tf.Tensor | undefined)[]) => (tf.Tensor | undefined)[];

/** The part of a node in an operation of many results; see bundle.ts. */
export type BundlePart =
  /** Stands for one of the results. */
  | { readonly kind: 'result'; readonly index: number; readonly shared: OperationNode }
  /** Stands for the operation. */
  | { readonly kind: 'shared'; readonly rule: BundleRule; readonly isTwiceDifferentiable: boolean };

let count = 0;

/** How many nodes there have been; the newest one's `id`. */
export function gradNodeCount(): number {
  return count;
}

/** Sees operations, while someone measures. */
export interface OperationWatcher {
  onCreate(node: OperationNode): void;
  /** Runs the rule of an operation. */
  onBackward<T>(node: OperationNode, rule: () => T): T;
  /** A pass of `backward` has ended. */
  onPassEnd?(): void;
}

let watcher: OperationWatcher | undefined;

/** Sets who sees operations; one, or none. */
export function watchOperations(by: OperationWatcher | undefined): void {
  watcher = by;
}

/** Tells who sees operations that a pass of `backward` has ended. */
export function noteBackwardEnd(): void {
  watcher?.onPassEnd?.();
}

/** Runs the rule of an operation, seen by who measures. */
export function runRule<T>(node: OperationNode, rule: () => T): T {
  const by = watcher;
  return onWayBackTo(node.origin, by ? () => by.onBackward(node, rule) : rule);
}

/** A tensor that requires a gradient and was not computed. PyTorch: `AccumulateGrad`. */
export interface LeafNode {
  readonly kind: 'leaf';
  readonly id: number;
  readonly name: 'AccumulateGrad';
  readonly target: GradientTarget;
  readonly hooks: ReadonlySet<GradientHook>;
  /** @returns what removes it */
  addHook(hook: GradientHook): () => void;
}

export function leafNode(target: GradientTarget): LeafNode {
  const hooks = new Set<GradientHook>();
  const addHook = (hook: GradientHook) => {
    hooks.add(hook);
    return () => void hooks.delete(hook);
  };
  return { kind: 'leaf', id: ++count, name: 'AccumulateGrad', target, hooks, addHook };
}

/** A tensor as the graph sees it. */
export interface GraphTensor {
  readonly storage: Storage;
  readonly requiresGrad: boolean;
  readonly gradNode: GradNode | undefined;
}

const NO_HOOKS: ReadonlySet<GradientHook> = new Set();

/** An operation: how to get from the gradient of its result to those of its inputs. */
export class OperationNode {
  readonly kind = 'operation';
  readonly id = ++count;
  /** The nodes of the inputs; undefined where one needs no gradient. */
  readonly next: readonly (GradNode | undefined)[];
  /** The code that it was computed for, where that is noted. */
  readonly origin = presentMaker()?.origin;
  readonly #operation: string;
  #hooks: Set<GradientHook> | undefined;
  /** Set by `retainGrad`. */
  retained: GradientTarget | undefined;
  /** Set where the operation has many results. */
  bundle: BundlePart | undefined;
  #saved: readonly SavedTensor<GraphTensor>[];
  #rule: GradientRule | undefined;

  constructor(
    operation: string,
    next: readonly (GradNode | undefined)[],
    saved: readonly SavedTensor<GraphTensor>[],
    rule: GradientRule,
  ) {
    this.#operation = operation;
    this.next = next;
    this.#saved = saved;
    this.#rule = rule;
    watcher?.onCreate(this);
  }

  /** As PyTorch's `MulBackward0`. */
  get name(): string {
    return `${this.#operation[0].toUpperCase()}${this.#operation.slice(1)}Backward0`;
  }

  /** As PyTorch prints it. */
  toString(): string {
    return `<${this.name}>`;
  }

  /** @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** See and change the gradient of the result. Most nodes have none, and a set takes more memory than a node. */
  get hooks(): ReadonlySet<GradientHook> {
    return this.#hooks ?? NO_HOOKS;
  }

  /** @returns what removes it */
  addHook(hook: GradientHook): () => void {
    const hooks = this.#hooks ?? new Set();
    this.#hooks = hooks.add(hook);
    return () => void hooks.delete(hook);
  }

  /** Undefined when `backward` has run and freed what the rule needs. */
  get rule(): GradientRule | undefined {
    return this.#rule;
  }

  /** What the rule needs the values of. */
  get saved(): readonly SavedTensor<GraphTensor>[] {
    return this.#saved;
  }

  release(): void {
    this.#rule = undefined;
    for (const saved of this.#saved) saved.release();
    this.#saved = [];
  }

  /** Keeps what the rule needs beyond its iteration. */
  pinSaved(): void {
    for (const saved of this.#saved) saved.pin();
  }
}

export type GradNode = OperationNode | LeafNode;

/**
 * The operations from `roots` back, each before those that its inputs come from.
 * @param oldest those with a smaller `id` are left out, and what only they lead to
 */
export function operationsFrom(roots: readonly OperationNode[], oldest = 0): OperationNode[] {
  const order: OperationNode[] = [];
  const seen = new Set<OperationNode>();
  const stack = roots.map((node) => ({ node, entered: false }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, entered } = top;
    if (entered) {
      order.push(node);
      continue;
    }
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push({ node, entered: true });
    for (const next of node.next) {
      if (next?.kind !== 'operation' || next.id < oldest || seen.has(next)) continue;
      stack.push({ node: next, entered: false });
    }
  }
  return order.reverse();
}

/** As {@link operationsFrom}, of those alone that lead to one of `targets`. */
export function operationsTowards(
  targets: ReadonlySet<GradNode>,
  roots: readonly OperationNode[],
  oldest = 0,
): OperationNode[] {
  const needed = new Set<GradNode>();
  const operations = operationsFrom(roots, oldest);
  for (const node of operations.toReversed()) {
    if (node.next.some((next) => next && (targets.has(next) || needed.has(next)))) needed.add(node);
  }
  return operations.filter((node) => needed.has(node));
}
