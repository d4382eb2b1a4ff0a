/** Results of recorded functions as tensors that remember how to get back. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type BundleRule,
  type GradNode,
  isGradEnabled,
  rememberBundle,
  SavedTensor,
  Tensor,
} from '../tensor/index.js';
import type { ParameterType } from './trace.js';

export interface Remembered {
  /** As `scan`. */
  readonly name: string;
  readonly values: readonly tf.Tensor[];
  /** The nodes of what gets a gradient. */
  readonly next: readonly (GradNode | undefined)[];
  /** What the way back needs the values of. */
  readonly saved: readonly Tensor[];
  readonly back: (
    dys: Parameters<BundleRule>[0],
    saved: readonly tf.Tensor[],
  ) => (tf.Tensor | undefined)[];
}

/** Tensors for values that were just computed. */
export function remembered({ name, values, next, saved, back }: Remembered): Tensor[] {
  const outputs = values.map((value) => Tensor.fromTfjs(value, name));
  if (!isGradEnabled() || !next.some((node) => node)) return outputs;
  const held = saved.map((tensor) => new SavedTensor(tensor));
  const rule: BundleRule = (dys) =>
    back(
      dys,
      held.map((value) => value.read()),
    );
  rememberBundle(outputs, name, next, held, rule, 'never');
  return outputs;
}

/** A value that only the way back needs: it is freed when that has been gone. */
export function onlySaved(value: tf.Tensor, name: string): Tensor {
  const tensor = Tensor.fromTfjs(value, name);
  tensor.storage.internal = true;
  return tensor;
}

/** The gradients of some results, zeros where there are none. */
export function orZeros(
  dys: readonly (tf.Tensor | undefined)[],
  numbers: readonly number[],
  results: readonly ParameterType[],
): tf.Tensor[] {
  return numbers.map((i) => dys[i] ?? tf.fill([...results[i].shape], 0));
}
