/** Figures that are read when their program is compiled, which another thread does: the event loop stays free meanwhile. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { prepare } from '../xla/index.js';

/** The tensor's value, beyond the memory scope that it was made in. */
export const hold = (x: Tensor): tf.Tensor => tf.keep(tf.clone(x.tf));

/** The values of what is held, in order, which is let go of. To be called outside of memory scopes: others have a turn. */
export async function readHeld(held: readonly tf.Tensor[]): Promise<tf.TypedArray[]> {
  try {
    if (tf.getBackend() === 'xla') await prepare();
    return held.map((value) => value.dataSync());
  } finally {
    tf.dispose([...held]);
  }
}
