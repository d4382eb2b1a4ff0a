/** Gradients that can be differentiated again: each rule on the way back is an operation of the graph itself. */
import * as tf from '@tensorflow/tfjs-core';
import { secondBackward } from './autograd/backward.js';
import { rememberBundle, ruleOfTensors } from './autograd/bundle.js';
import { isGradEnabled } from './autograd/grad-mode.js';
import {
  type BundlePart,
  type GradientTarget,
  type GradNode,
  type GraphTensor,
  type OperationNode,
  operationsFrom,
  operationsTowards,
  runRule,
} from './autograd/node.js';
import { pullback } from './autograd/pullback.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { AutogradError } from './errors.js';
import { needsGraph } from './kernel.js';
import { Tensor } from './tensor.js';

/** As `backward`, with gradients in `.grad` that have a graph. PyTorch: `backward(create_graph=True)`. */
export function backwardWithGraph(root: GradNode, gradient: Tensor, retainGraph: boolean): void {
  const sums = new GradientSums(new Map([[root, gradient]]));
  const roots = root.kind === 'operation' ? [root] : [];
  for (const node of sums.walk(operationsFrom(roots))) if (!retainGraph) node.release();
  for (const [node, sum] of sums.left()) {
    if (node.kind === 'leaf') deliver(node.target, hooked(node, sum));
  }
}

/**
 * As `gradientsOf`, with gradients that have a graph. The graph between is kept.
 * PyTorch: `torch.autograd.grad(create_graph=True)`.
 */
export function gradientsWithGraph(
  gradients: ReadonlyMap<GradNode, Tensor>,
  targets: readonly GradNode[],
  oldest = 0,
): (Tensor | undefined)[] {
  const roots = [...gradients.keys()].flatMap((root) =>
    root.kind === 'operation' && root.id >= oldest ? [root] : [],
  );
  const wanted = new Set(targets);
  const passed = new Map<GradNode, Tensor>();
  const sums = new GradientSums(gradients, (node, dy) => {
    if (wanted.has(node)) passed.set(node, dy);
  });
  sums.walk(operationsTowards(wanted, roots, oldest));
  const left = sums.left();
  return targets.map((target) => passed.get(target) ?? left.get(target));
}

function deliver(target: GradientTarget, gradient: Tensor): void {
  if (target instanceof Tensor) target.accumulateWithGraph(gradient);
  else target.accumulate(tf.clone(gradient.tf));
}

class GradientSums {
  readonly #sums: Map<GradNode, Tensor>;
  /** The gradients of the results of operations that have many. */
  readonly #bundles = new Map<OperationNode, (Tensor | undefined)[]>();

  readonly #passing: (node: OperationNode, dy: Tensor) => void;

  /** @param passing sees the gradient of the result of each operation on the way */
  constructor(
    start: ReadonlyMap<GradNode, Tensor>,
    passing: (node: OperationNode, dy: Tensor) => void = () => {},
  ) {
    this.#sums = new Map(start);
    this.#passing = passing;
  }

  /** What no operation on the way has used up. */
  left(): ReadonlyMap<GradNode, Tensor> {
    return this.#sums;
  }

  /** Goes back by `operations`, which it gives. */
  walk(operations: readonly OperationNode[]): readonly OperationNode[] {
    for (const node of operations) if (!node.rule) throw secondBackward(node);
    for (const node of operations) {
      if (node.bundle?.kind === 'shared')
        this.#add(node, ofBundle(node, node.bundle, this.#of(node)));
      else this.#step(node);
    }
    return operations;
  }

  #step(node: OperationNode): void {
    const sum = this.#sums.get(node);
    if (!sum) return;
    this.#sums.delete(node);
    const dy = hooked(node, sum);
    this.#passing(node, dy);
    if (node.retained) deliver(node.retained, dy);
    if (node.bundle?.kind === 'result') this.#of(node.bundle.shared)[node.bundle.index] = dy;
    else this.#add(node, ofOperation(node, dy));
  }

  #of(shared: OperationNode): (Tensor | undefined)[] {
    const found = this.#bundles.get(shared) ?? [];
    this.#bundles.set(shared, found);
    return found;
  }

  #add({ next }: OperationNode, gradients: readonly (Tensor | undefined)[]): void {
    next.forEach((node, i) => {
      const gradient = gradients[i];
      if (!node || !gradient) return;
      const sum = this.#sums.get(node);
      this.#sums.set(node, sum ? sum.add(gradient) : gradient);
    });
  }
}

function ofOperation(node: OperationNode, dy: Tensor): (Tensor | undefined)[] {
  const { rule } = node;
  if (!rule) throw secondBackward(node);
  return differentiable(node.name, [dy], node.saved, ([value]) =>
    runRule(node, () => rule(value)).map((gradient, i) => (node.next[i] ? gradient : undefined)),
  );
}

function ofBundle(
  node: OperationNode,
  { rule, isTwiceDifferentiable }: BundlePart & { kind: 'shared' },
  dys: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const given = dys.flatMap((dy) => dy ?? []);
  if (given.length === 0) return [];
  const again = ruleOfTensors(node);
  if (again) return runRule(node, () => again(dys));
  const compute = (values: readonly tf.Tensor[]) => {
    const left = [...values];
    return rule(dys.map((dy) => dy && left.shift()));
  };
  return isTwiceDifferentiable
    ? differentiable(node.name, given, node.saved, compute)
    : onceDifferentiable(node, given, compute);
}

/** The gradient as hooks leave it. */
function hooked(node: GradNode, gradient: Tensor): Tensor {
  let current = gradient;
  for (const hook of node.hooks) {
    const [other] = differentiable(node.name, [current], [], ([value]) => [hook(value)]);
    current = other ?? current;
  }
  return current;
}

/**
 * Runs a rule as an operation on the gradients that it takes and on what was saved for it. For the gradient of the rule
 * itself it is run again, on the engine's tape.
 */
function differentiable(
  name: string,
  dys: readonly Tensor[],
  saved: readonly SavedTensor<GraphTensor>[],
  rule: (dys: tf.Tensor[]) => readonly (tf.Tensor | undefined)[],
): (Tensor | undefined)[] {
  const outputs = computed(name, dys, rule);
  const inputs: GraphTensor[] = [...dys, ...saved.map(({ owner }) => owner)];
  if (!needsGraph(inputs)) return outputs;
  const held = inputs.map((input) => new SavedTensor(input));
  rememberBundle(
    outputs.flatMap((output) => output ?? []),
    name,
    inputs.map(({ gradNode }) => gradNode),
    held,
    (gradients) => {
      const again = held.map((tensor) => tf.clone(tensor.read()));
      const compute = () =>
        rule(again.slice(0, dys.length)).filter((_, i) => outputs[i] !== undefined);
      return SavedTensor.withStandIns(saved, again.slice(dys.length), () =>
        pullback(compute, again, gradients),
      );
    },
    'by kernels',
  );
  return outputs;
}

/**
 * Runs a rule that has no gradient itself: an error is due to who asks for that, and not to who only could.
 * PyTorch: `torch.autograd.function.once_differentiable`.
 */
function onceDifferentiable(
  node: OperationNode,
  dys: readonly Tensor[],
  rule: (dys: tf.Tensor[]) => readonly (tf.Tensor | undefined)[],
): (Tensor | undefined)[] {
  const outputs = computed(node.name, dys, rule);
  const next = [...dys.map(({ gradNode }) => gradNode), ...node.next];
  if (!isGradEnabled() || !next.some((one) => one)) return outputs;
  const results = outputs.flatMap((output) => output ?? []);
  const refuse = () => {
    throw onlyOnce(node);
  };
  rememberBundle(results, node.name, next, [], refuse, 'never');
  return outputs;
}

/** What a rule gives for the values of tensors. */
function computed(
  name: string,
  dys: readonly Tensor[],
  rule: (dys: tf.Tensor[]) => readonly (tf.Tensor | undefined)[],
): (Tensor | undefined)[] {
  const values = tf.tidy(() =>
    // A rule may hand on what it was given.
    rule(dys.map((dy) => dy.tf)).map((value) => value && tf.clone(value)),
  );
  return values.map((value) => value && Tensor.fromTfjs(value, name));
}

function onlyOnce({ name }: OperationNode): AutogradError {
  return new AutogradError(
    'no rule',
    `the gradient of a gradient can't go through ${name}, which has a first derivative only. Call the function ` +
      'itself, without compile, scan, cond, vmap or checkpoint, where a second one is needed.',
  );
}
