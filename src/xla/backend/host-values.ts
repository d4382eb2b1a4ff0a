/** Values on the host: what TensorFlow.js hands over -> the typed array that the device takes, and what is read of it. */
import type { BackendValues, TypedArray } from '@tensorflow/tfjs-core';
import type { DeviceDataType, ElementType } from '../graph/element-type.js';

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

/** A number as what is read of a tensor of one element. */
export function numberAsArray(type: ElementType, value: number): TypedArray {
  switch (type) {
    case 'f32':
    case 'bf16':
    case 'f16':
      return Float32Array.of(value);
    case 'i32':
    case 'ui8':
      return Int32Array.of(value);
    case 'i1':
      return Uint8Array.of(value);
    case 'complex<f32>':
      return Float32Array.of(value, 0);
    default:
      return type satisfies never;
  }
}
