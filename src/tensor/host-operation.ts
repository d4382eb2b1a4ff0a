/** Operations whose values are computed on the host, with gradients made of tensors. */
import * as tf from '@tensorflow/tfjs-core';
import { rememberBundle } from './autograd/bundle.js';
import { noGrad } from './autograd/grad-mode.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { zerosLike } from './creation.js';
import { needsGraph } from './kernel.js';
import { Tensor } from './tensor.js';

interface HostOperation {
  /** As `linalg.det`, for `gradFn` and errors. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  compute(): Tensor[];
  /** From the gradients of the results (zeros where nothing flowed) to those of the inputs, by operations. */
  backward(
    dys: readonly Tensor[],
    saved: { readonly inputs: readonly Tensor[]; readonly results: readonly Tensor[] },
  ): (Tensor | undefined)[];
  /** The same where `backward` isn't made of operations alone. */
  backwardAgain?: HostOperation['backward'];
}

/** The results, whose gradients are made of operations and so can be differentiated again. */
export function hostOperation({ name: of, inputs, compute, ...rules }: HostOperation): Tensor[] {
  const name = of.replace(/\.(.)/, (_, letter: string) => letter.toUpperCase());
  const outputs = noGrad(compute);
  if (!needsGraph(inputs)) return outputs;
  const saved = [...inputs, ...outputs].map((tensor) => new SavedTensor<Tensor>(tensor));
  const { backward, backwardAgain = backward } = rules;
  const next = inputs.map(({ gradNode }) => gradNode);
  rememberBundle(
    outputs,
    name,
    next,
    saved,
    (dys) => {
      const wrapped = (value: tf.Tensor) => Tensor.fromTfjs(tf.clone(value), name);
      const values = saved.map((one) => wrapped(one.read()));
      const [given, results] = [values.slice(0, inputs.length), values.slice(inputs.length)];
      return noGrad(() => {
        const flowed = results.map((result, i) => {
          const dy = dys[i];
          return dy ? wrapped(dy) : zerosLike(result);
        });
        const gradients = backward(flowed, { inputs: given, results });
        return gradients.map((gradient) => gradient && tf.clone(gradient.tf));
      });
    },
    (dys) => {
      const values = saved.map((one) => {
        // It says so where the value has changed since.
        one.read();
        return one.owner;
      });
      const [given, results] = [values.slice(0, inputs.length), values.slice(inputs.length)];
      const flowed = results.map((result, i) => dys[i] ?? zerosLike(result.detach()));
      return backwardAgain(flowed, { inputs: given, results });
    },
  );
  return outputs;
}
