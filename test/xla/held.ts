/** The place of a tensor that a loop changes. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Cell } from '../../src/xla/index.js';

/** A cell as a parameter is one: it disposes what it held. */
export class Held implements Cell {
  constructor(public tensor: tf.Tensor) {}
  get(): tf.Tensor {
    return this.tensor;
  }
  set(value: tf.Tensor): void {
    if (value !== this.tensor) this.tensor.dispose();
    this.tensor = value;
  }
}
