/**
 * Puts gradient rules into TensorFlow.js's registry. Its own rules are not among what Node can import, so
 * ours are registered by the same names; rules that are there already are left alone.
 */
import * as tf from '@tensorflow/tfjs-core';

/** From the gradient of the result and the saved tensors to the gradient of each input. */
type Rule<A> = (dy: tf.Tensor, saved: tf.Tensor[], attrs: A) => Record<string, () => tf.Tensor>;

/** Which tensors a rule needs. */
interface Needs {
  inputs?: string[];
  output?: boolean;
  allInputs?: boolean;
}

export function defineGradient<A = tf.NamedAttrMap>(
  kernel: string,
  needs: Needs,
  rule: Rule<A>,
): void {
  if (tf.getGradient(kernel)) return;
  tf.registerGradient({
    kernelName: kernel,
    inputsToSave: needs.inputs ?? [],
    outputsToSave: needs.output ? [true] : [],
    saveAllInputs: needs.allInputs ?? false,
    // The kernel's own attributes come back; which they are only the kernel knows.
    gradFunc: (dy, saved, attrs) => rule(single(dy), saved, attrs as A),
  });
}

function single(dy: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(dy) ? dy[0] : dy;
}

/** Undoes a broadcast: sums over the dimensions in which `shape` was repeated. */
export function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const before = gradient.shape.length - shape.length;
  // TensorFlow.js's own list leaves out what was repeated no times.
  const axes = gradient.shape.flatMap((size, i) =>
    i < before || (shape[i - before] === 1 && size !== 1) ? [i] : [],
  );
  const sum = axes.length > 0 ? tf.sum(gradient, axes) : gradient;
  return tf.reshape(sum, shape);
}

/** Repeats along dimensions of size 1, also no times, which the plain JavaScript backend can't. */
export const spread = (x: tf.Tensor, shape: number[]): tf.Tensor =>
  shape.includes(0) ? tf.zeros(shape, x.dtype as 'float32') : tf.broadcastTo(x, shape);

/** Truth values as numbers to multiply with. */
export const mask = (condition: tf.Tensor): tf.Tensor => tf.cast(condition, 'float32');
