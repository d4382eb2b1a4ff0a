/** Operations whose gradient is no kernel's rule: a computation and the way back, side by side. */
import * as tf from '@tensorflow/tfjs-core';
import { SavedTensor } from './autograd/saved-tensor.js';
import { needsGraph, remember } from './kernel.js';
import { Tensor } from './tensor.js';

export interface Differentiable {
  /** PyTorch's name, for `gradFn` and errors. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  /** What `backward` needs the values of. */
  readonly saved: readonly Tensor[];
  forward(): tf.Tensor;
  /** From the gradient of the result to that of each input. */
  backward(dy: tf.Tensor, saved: readonly tf.Tensor[]): (tf.Tensor | undefined)[];
}

export function operation({ name, inputs, saved, forward, backward }: Differentiable): Tensor {
  const output = Tensor.fromTfjs(tf.tidy(forward), name);
  if (output.dtype === 'float32' && needsGraph(inputs)) {
    const values = saved.map((tensor) => new SavedTensor(tensor));
    remember(output, name, inputs, values, (dy) =>
      backward(
        dy,
        values.map((value) => value.read()),
      ),
    );
  }
  return output;
}
