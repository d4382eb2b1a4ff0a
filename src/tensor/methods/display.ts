/** How tensors show themselves, in text and in notebooks. */
import { defineMethods } from '../define.js';
import { ReleasedTensorError } from '../errors.js';
import { format } from '../format.js';
import type { Tensor } from '../tensor.js';

const DISPLAY = Symbol.for('Jupyter.display');
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

function text(tensor: Tensor): string {
  const suffixes = tensor.gradFn
    ? [`grad_fn=<${tensor.gradFn.name}>`]
    : tensor.requiresGrad
      ? ['requires_grad=True']
      : [];
  try {
    return format(tensor.dataSync(), tensor.shape, tensor.dtype, suffixes);
  } catch (error) {
    // Showing a value must not fail: a released one says that it is.
    if (error instanceof ReleasedTensorError)
      return `tensor(released, size=(${tensor.shape.join(', ')}))`;
    throw error;
  }
}

declare module '../tensor.js' {
  interface Tensor {
    /** As PyTorch prints it. */
    toString(): string;
    /** What a notebook shows. */
    [DISPLAY](): { 'text/plain': string };
    /** What `console.log` shows. */
    [INSPECT](): string;
  }
}

defineMethods({
  toString() {
    return text(this);
  },
  [DISPLAY]() {
    return { 'text/plain': text(this) };
  },
  [INSPECT]() {
    return text(this);
  },
});
