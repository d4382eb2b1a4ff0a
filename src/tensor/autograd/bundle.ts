/** Operations of many results: the gradients of all results are gathered before the rule gets them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor.js';
import { type GradNode, OperationNode } from './node.js';
import type { SavedTensor } from './saved-tensor.js';

/** Takes the gradient of each result, where there is one; gives that of each input, in order. */
export type BundleRule = (dys: readonly (tf.Tensor | undefined)[]) => (tf.Tensor | undefined)[];

/** Makes `outputs` the results of one operation on what has these nodes, for gradients. */
export function rememberBundle(
  outputs: readonly Tensor[],
  operation: string,
  next: readonly (GradNode | undefined)[],
  saved: readonly SavedTensor[],
  rule: BundleRule,
): void {
  const gathered: (tf.Tensor | undefined)[] = outputs.map(() => undefined);
  const shared = new OperationNode(operation, next, saved, () => {
    const dys = gathered.splice(0);
    const results = rule(dys);
    for (const dy of dys) dy?.dispose();
    return results;
  });
  outputs.forEach((output, i) => {
    if (output.dtype !== 'float32') return;
    output.gradFn = new OperationNode(operation, [shared], [], (dy) => {
      gathered[i] = tf.keep(tf.clone(dy));
      // Only says that the shared node has to be visited.
      return [tf.scalar(0)];
    });
  });
}
