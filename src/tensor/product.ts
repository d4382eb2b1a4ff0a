/** Matrix products and convolutions, in the precision that `autocast` asks for. */
import * as tf from '@tensorflow/tfjs-core';
import { warnOnce } from '../warn-once.js';
import { autocastPrecision } from './autocast.js';
import { runKernel } from './kernel.js';
import { operation } from './operation.js';
import type { Tensor } from './tensor.js';

/** What the engine calls the types. */
const HALF_TYPES = { bfloat16: 'bf16', float16: 'f16' } as const;
type HalfType = (typeof HALF_TYPES)[keyof typeof HALF_TYPES];

/**
 * As `runKernel`, for what may be computed in half precision. Its inputs are rounded, and so is the gradient of its
 * result; the gradients of the inputs are widened again.
 */
export function runProduct(
  kernel: string,
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: tf.NamedAttrMap,
): Tensor {
  const type = halfType();
  if (type === undefined) return runKernel(kernel, name, inputs, attrs);
  const halves = Object.entries(inputs).map(([key, x]) => [key, toHalf(x, type)] as const);
  const product = runKernel(kernel, name, Object.fromEntries(halves), attrs);
  return converted(product, tf.clone, (dy) => narrow(dy, type));
}

/** What a product gives in the end, with its bias: in half precision where the product is. */
export function asProduct(x: Tensor): Tensor {
  const type = halfType();
  return type === undefined ? x : toHalf(x, type);
}

function halfType(): HalfType | undefined {
  const precision = autocastPrecision();
  if (precision === 'float32') return undefined;
  if (tf.getBackend() === 'xla') return HALF_TYPES[precision];
  warnOnce(
    HALF_TYPES,
    'backend',
    `autocast: TensorFlow.js's backend '${tf.getBackend()}' has no ${precision}, so all is float32.`,
  );
  return undefined;
}

function toHalf(x: Tensor, type: HalfType): Tensor {
  if (x.dtype !== 'float32') return x;
  return converted(x, (value) => narrow(value, type), widen);
}

function converted(
  x: Tensor,
  there: (value: tf.Tensor) => tf.Tensor,
  back: (dy: tf.Tensor) => tf.Tensor,
): Tensor {
  return operation({
    name: 'to',
    inputs: [x],
    saved: [],
    forward: () => there(x.tf),
    backward: (dy) => [back(dy)],
  });
}

const narrow = (x: tf.Tensor, type: HalfType): tf.Tensor =>
  tf.engine().runKernel('ToHalf', { x }, { type });

const widen = (x: tf.Tensor): tf.Tensor =>
  tf.engine().runKernel('Cast', { x }, { dtype: 'float32' });
