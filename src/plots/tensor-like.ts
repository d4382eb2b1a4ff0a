/**
 * The little that charts ask of a tensor, so that Gradbook's tensors, TensorFlow.js's and anything
 * else with a shape can be drawn without importing them.
 */

export interface TensorLike {
  /** How many elements there are along each dimension. */
  readonly shape: readonly number[];
  /** The values, last dimension fastest. */
  dataSync(): ArrayLike<number>;
}

export function isTensorLike(value: unknown): value is TensorLike {
  // A module or tensor may be callable, so functions are looked at too.
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return (
    'shape' in value &&
    Array.isArray(value.shape) &&
    'dataSync' in value &&
    typeof value.dataSync === 'function'
  );
}
