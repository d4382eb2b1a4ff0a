/**
 * Sums by segment in plain JavaScript. TensorFlow.js multiplies all rows by 0 for each segment that they aren't in: an
 * infinite one there makes every sum NaN, and the time grows with the number of segments.
 */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

const KERNEL = 'UnsortedSegmentSum';

const segmentSum: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', tf.TensorInfo>;
  const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
  const cpu = backend as MathBackendCPU;
  const values = cpu.data.get(x.dataId).values as tf.TypedArray;
  const segments = cpu.data.get(segmentIds.dataId).values as tf.TypedArray;
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const rowSize = tf.util.sizeFromShape(shape.slice(1));
  const size = numSegments * rowSize;
  const sums = x.dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
  for (let row = 0; row < segments.length; row++) {
    const segment = segments[row];
    // What is in no segment counts nowhere.
    if (!(segment >= 0 && segment < numSegments)) continue;
    const [from, to] = [row * rowSize, segment * rowSize];
    for (let i = 0; i < rowSize; i++) sums[to + i] += values[from + i];
  }
  return cpu.makeTensorInfo(shape, x.dtype === 'bool' ? 'int32' : x.dtype, sums);
};

/** Takes the place of TensorFlow.js's own kernel. */
export function replaceSegmentSum(): void {
  tf.unregisterKernel(KERNEL, 'cpu');
  tf.registerKernel({ kernelName: KERNEL, backendName: 'cpu', kernelFunc: segmentSum });
}
