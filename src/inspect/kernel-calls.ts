/**
 * Sees each kernel of TensorFlow.js that runs. TensorFlow.js's own profiler would read every result, and so make a
 * lazy engine run each kernel by itself.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface KernelCall {
  /** TensorFlow.js's name, as `BatchMatMul`. */
  readonly kernel: string;
  /** By name, as `a` and `b`; numbered where a kernel takes any number of inputs. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly tf.Tensor[];
}

/** Runs `body`, which may not be asynchronous, and tells of each kernel when it has run. */
export function watchKernels<T>(onCall: (call: KernelCall) => void, body: () => T): T {
  const engine = tf.engine();
  const { runKernel } = engine;
  engine.runKernel = <Out extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attrs?: tf.NamedAttrMap,
  ): Out => {
    const result = runKernel.call(engine, kernel, inputs, attrs);
    onCall({ kernel, inputs, attrs: attrs ?? {}, outputs: [result].flat() });
    return result as Out;
  };
  try {
    return body();
  } finally {
    engine.runKernel = runKernel;
  }
}
