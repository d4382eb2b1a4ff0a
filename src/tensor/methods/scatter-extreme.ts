/** The gradient of the greatest or least of what comes to each place: all that are equal to it share it. */
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../operation.js';
import type { Tensor } from '../tensor.js';

interface Scattered {
  /** What was there before, or what changes nothing where that doesn't count. */
  readonly start: Tensor;
  /** What was there before: PyTorch gives it a share, which nothing gets, even where it doesn't count. */
  readonly self: Tensor;
  /** For each element of `source`, the number in the flattened tensor that it came to, `[elements]`. */
  readonly places: Tensor;
  readonly source: Tensor;
  /** The extremes, of the shape of `start`; computed without gradients. */
  readonly result: Tensor;
}

export function scatterExtreme({ start, self, places, source, result }: Scattered): Tensor {
  return operation({
    name: 'scatterReduce',
    inputs: [start, source],
    saved: [self, places, source, result],
    forward: () => tf.clone(result.tf),
    backward(dy, [before, at, given, extremes]) {
      const flat = (x: tf.Tensor) => tf.reshape(x, [-1]);
      const one = (equal: tf.Tensor) => tf.cast(equal, 'float32');
      const stays = one(tf.equal(flat(before), flat(extremes)));
      const comes = one(tf.equal(flat(given), tf.gather(flat(extremes), at)));
      const equals = tf.add(stays, tf.unsortedSegmentSum(comes, at as tf.Tensor1D, stays.size));
      const share = tf.div(flat(dy), equals);
      return [
        tf.reshape(tf.mul(share, stays), before.shape),
        tf.reshape(tf.mul(tf.gather(share, at), comes), given.shape),
      ];
    },
  });
}
