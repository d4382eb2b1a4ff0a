/**
 * Sees each kernel of TensorFlow.js that runs. TensorFlow.js's own profiler would read every result, and so make a
 * lazy engine run each kernel by itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import { pauseRecording } from '../tensor/index.js';

export interface KernelCall {
  /** TensorFlow.js's name, as `BatchMatMul`. */
  readonly kernel: string;
  /** By name, as `a` and `b`; numbered where a kernel takes any number of inputs. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly tf.Tensor[];
  /** When it began, by `performance.now()`. */
  readonly start: number;
}

/** Tells of each kernel when it has run, until the function that it gives is called. */
export function watchKernels(onCall: (call: KernelCall) => void): () => void {
  const engine = tf.engine();
  const { runKernel } = engine;
  const resume = pauseRecording();
  engine.runKernel = <Out extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attrs?: tf.NamedAttrMap,
  ): Out => {
    const start = performance.now();
    const result = runKernel.call(engine, kernel, inputs, attrs);
    onCall({ kernel, inputs, attrs: attrs ?? {}, outputs: [result].flat(), start });
    return result as Out;
  };
  return () => {
    engine.runKernel = runKernel;
    resume();
  };
}
