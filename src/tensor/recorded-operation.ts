/** Operations made of others as one operation of an engine that records, and as one for gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from './autograd/grad-mode.js';
import { SavedTensor } from './autograd/saved-tensor.js';
import { gradientsBy, parameter } from './gradients-by.js';
import { asOneOperation, needsGraph, remember } from './kernel.js';
import { inTraceScope } from './memory/trace-scope.js';
import { activeRecorder, recorded } from './recorded.js';
import { Tensor } from './tensor.js';

/**
 * An operation that is made of others, which depend on `inputs` and `options` alone: a mode that holds at the call must
 * be one of the options, and `body` must bring it about, for it runs on the way back too. Recorded, the operation is one
 * for gradients: the way back computes what it needs of the way there again, which costs nothing in one program.
 *
 * @param name PyTorch's, for `gradFn` and errors
 */
export function recordedOperation(
  name: string,
  options: string,
  inputs: readonly Tensor[],
  body: (...inputs: Tensor[]) => Tensor,
): Tensor {
  const by = activeRecorder();
  if (!by) return asOneOperation(() => body(...inputs));
  const key = `${name} ${options}`;
  const [value] = by.call(key, inputs.map(tfValue), (values) =>
    inTraceScope(() => noGrad(() => [tf.clone(body(...values.map(parameter)).tf)])),
  );
  const output = Tensor.fromTfjs(value, name);
  if (!needsGraph(inputs)) return output;
  const wanted = inputs.map(({ requiresGrad }) => requiresGrad);
  const saved = inputs.map((input) => new SavedTensor(input));
  remember(output, name, inputs, saved, (dy) => {
    const values = saved.map((one) => one.read());
    const gradients = recorded(`${key} back ${wanted}`, [dy, ...values], ([first, ...rest]) =>
      gradientsBy((...given) => [body(...given)], wanted, [first], rest),
    );
    let next = 0;
    return wanted.map((isWanted) => (isWanted ? gradients[next++] : undefined));
  });
  return output;
}

const tfValue = (tensor: Tensor): tf.Tensor => tensor.tf;
