/** What TensorFlow.js hands over as values -> the typed array that the device takes. */
import type { BackendValues, TypedArray } from '@tensorflow/tfjs-core';
import type { DeviceDataType } from '../graph/element-type.js';

export function hostArray(values: BackendValues | ArrayBuffer, dtype: DeviceDataType): TypedArray {
  switch (dtype) {
    case 'float32':
    case 'complex64':
      if (values instanceof ArrayBuffer) return new Float32Array(values);
      return values instanceof Float32Array ? values : Float32Array.from(numbers(values));
    case 'int32':
      if (values instanceof ArrayBuffer) return new Int32Array(values);
      return values instanceof Int32Array ? values : Int32Array.from(numbers(values));
    case 'bool':
      // A truth value on the device is the byte 0 or 1, nothing else.
      return Uint8Array.from(
        values instanceof ArrayBuffer ? new Uint8Array(values) : numbers(values),
        (value) => (value ? 1 : 0),
      );
    default:
      return dtype satisfies never;
  }
}

function numbers(values: BackendValues): ArrayLike<number> {
  if (Array.isArray(values) && values[0] instanceof Uint8Array) {
    throw new TypeError('Strings cannot be written to the device.');
  }
  return values as TypedArray;
}
