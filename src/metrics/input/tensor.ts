/** The part of a Gradbook tensor that metrics read. */
import type { TypedArray } from '@tensorflow/tfjs-core';

export interface TensorLike {
  readonly tf: { readonly shape: number[]; readonly dtype: string; dataSync(): TypedArray };
}

export function isTensor(value: object): value is TensorLike {
  return 'tf' in value;
}
