/** Operations of many results: the gradients of all results are gathered before the rule gets them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor.js';
import { type BundleRule, type GradNode, type GraphTensor, OperationNode } from './node.js';
import type { SavedTensor } from './saved-tensor.js';

/** As a rule, made of operations that have a graph themselves. */
export type RuleOfTensors = (dys: readonly (Tensor | undefined)[]) => (Tensor | undefined)[];

/**
 * How a rule is differentiated: as it is, since it is made of TensorFlow.js's kernels alone; not at all; or by another that is made
 * of operations.
 */
export type SecondRule = 'by kernels' | 'never' | RuleOfTensors;

const rulesOfTensors = new WeakMap<OperationNode, RuleOfTensors>();

/** The rule of an operation of many results that is made of operations, where it has one. */
export const ruleOfTensors = (shared: OperationNode): RuleOfTensors | undefined =>
  rulesOfTensors.get(shared);

/**
 * Makes `outputs` the results of one operation on what has these nodes, for gradients.
 * @param again how the rule is differentiated
 */
export function rememberBundle(
  outputs: readonly Tensor[],
  operation: string,
  next: readonly (GradNode | undefined)[],
  saved: readonly SavedTensor<GraphTensor>[],
  rule: BundleRule,
  again: SecondRule,
): void {
  const gathered: (tf.Tensor | undefined)[] = outputs.map(() => undefined);
  const shared = new OperationNode(operation, next, saved, () => {
    const dys = gathered.splice(0);
    const results = rule(dys);
    for (const dy of dys) dy?.dispose();
    return results;
  });
  shared.bundle = { kind: 'shared', rule, isTwiceDifferentiable: again === 'by kernels' };
  if (typeof again === 'function') rulesOfTensors.set(shared, again);
  outputs.forEach((output, i) => {
    if (output.dtype !== 'float32') return;
    const node = new OperationNode(operation, [shared], [], (dy) => {
      gathered[i] = tf.keep(tf.clone(dy));
      // Only says that the shared node has to be visited.
      return [tf.scalar(0)];
    });
    node.bundle = { kind: 'result', index: i, shared };
    output.gradFn = node;
  });
}
