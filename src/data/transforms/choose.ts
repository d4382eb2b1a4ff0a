/** One of several results for each sample. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * @param which the number of each sample's result, float32 `[batch, 1, 1, 1]`
 * @param results all of the same shape, `[batch, ...]`
 */
export function chosenBy(which: tf.Tensor, results: readonly tf.Tensor[]): tf.Tensor {
  return results.reduceRight((others, result, i) =>
    others === result
      ? others
      : tf.where(tf.broadcastTo(tf.equal(which, i), result.shape), result, others),
  );
}
