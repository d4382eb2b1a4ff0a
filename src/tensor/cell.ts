/**
 * Cells: the places of what a training step changes (parameters, running statistics, optimizer state).
 * A compiled loop reads them before it runs and fills them when it has run.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from './tensor.js';

export interface Cell {
  /** The value; it still belongs to the cell. */
  get(): tf.Tensor;
  /** Takes another value, which belongs to the cell from now on; the old one is disposed. */
  set(value: tf.Tensor): void;
}

/** The cell of a tensor's storage. */
export function cellOf(tensor: Tensor): Cell {
  return {
    get: () => tensor.tf,
    set: (value) => tensor.storage.replace(value),
  };
}
