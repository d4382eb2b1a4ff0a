/** Operations of several results that the engine has a kernel for, there and back. */
import * as tf from '@tensorflow/tfjs-core';
import { rememberBundle } from './autograd/bundle.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { gradientsBy } from './gradients-by.js';
import { needsGraph } from './kernel.js';
import { activeRecorder } from './recorded.js';
import { Tensor } from './tensor.js';

export interface FusedOperation {
  /** PyTorch's name, for `gradFn` and errors. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  /** The same, made of operations: on other backends, and where gradients are differentiated again. */
  body(...inputs: Tensor[]): readonly Tensor[];
  /** The results, and what the way back needs beside the inputs. */
  forward(inputs: readonly tf.Tensor[]): {
    readonly results: tf.Tensor[];
    readonly kept: tf.Tensor[];
  };
  /**
   * The gradients of the inputs, in order, where they have any.
   * @param dys the gradients of the results, where there are any
   */
  backward(
    dys: readonly (tf.Tensor | undefined)[],
    inputs: readonly tf.Tensor[],
    results: readonly tf.Tensor[],
    kept: readonly tf.Tensor[],
  ): (tf.Tensor | undefined)[];
}

/** The results of `operation`: by the kernel where the engine computes, else by its body. */
export function fusedOperation(operation: FusedOperation): Tensor[] {
  const { name, inputs, body, forward } = operation;
  if (!activeRecorder()) return [...body(...inputs)];
  const { results, kept } = forward(inputs.map((input) => input.tf));
  const outputs = results.map((value) => Tensor.fromTfjs(value, name));
  if (!needsGraph(inputs)) {
    tf.dispose(kept);
    return outputs;
  }
  const between = kept.map((value) => onlySaved(value, name));
  const saved = [...inputs, ...outputs, ...between].map((tensor) => new SavedTensor(tensor));
  const wanted = inputs.map(({ requiresGrad }) => requiresGrad);
  const [ofResults, ofKept] = [inputs.length, inputs.length + outputs.length];
  rememberBundle(
    outputs,
    name,
    inputs.map(({ gradNode }) => gradNode),
    saved,
    (dys) => {
      const values = saved.map((one) => one.read());
      const given = values.slice(0, ofResults);
      if (activeRecorder()) {
        const [shown, rest] = [values.slice(ofResults, ofKept), values.slice(ofKept)];
        return operation.backward(dys, given, shown, rest);
      }
      const gradients = gradientsBy(body, wanted, dys, given);
      let next = 0;
      return wanted.map((isWanted) => (isWanted ? gradients[next++] : undefined));
    },
    'by kernels',
  );
  return outputs;
}

/** A value that only the way back needs: it is freed when that has been gone. */
function onlySaved(value: tf.Tensor, name: string): Tensor {
  const tensor = Tensor.fromTfjs(value, name);
  tensor.storage.internal = true;
  return tensor;
}
