/** Operations of many results: the gradients of all results are gathered before the rule gets them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor.js';
import { type BundleRule, type GradNode, type GraphTensor, OperationNode } from './node.js';
import type { SavedTensor } from './saved-tensor.js';

/**
 * Makes `outputs` the results of one operation on what has these nodes, for gradients.
 * @param isTwiceDifferentiable whether the rule is made of TensorFlow.js's kernels alone
 */
export function rememberBundle(
  outputs: readonly Tensor[],
  operation: string,
  next: readonly (GradNode | undefined)[],
  saved: readonly SavedTensor<GraphTensor>[],
  rule: BundleRule,
  { isTwiceDifferentiable }: { isTwiceDifferentiable: boolean },
): void {
  const gathered: (tf.Tensor | undefined)[] = outputs.map(() => undefined);
  const shared = new OperationNode(operation, next, saved, () => {
    const dys = gathered.splice(0);
    const results = rule(dys);
    for (const dy of dys) dy?.dispose();
    return results;
  });
  shared.bundle = { kind: 'shared', rule, isTwiceDifferentiable };
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
