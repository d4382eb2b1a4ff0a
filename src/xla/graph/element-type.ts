/**
 * The element types of the graph, by their names in StableHLO text, and what they are in TensorFlow.js.
 * Strings never reach the graph; they stay on the host.
 */
import type { DataType, TypedArray } from '@tensorflow/tfjs-core';

export type ElementType = 'f32' | 'i32' | 'i1' | 'ui8' | 'complex<f32>';

/** Data types of TensorFlow.js that have an element type. */
export type DeviceDataType = Exclude<DataType, 'string'>;

const fromDataType: Record<DeviceDataType, ElementType> = {
  float32: 'f32',
  int32: 'i32',
  bool: 'i1',
  complex64: 'complex<f32>',
};

const toDataType: Record<ElementType, DeviceDataType> = {
  f32: 'float32',
  i32: 'int32',
  i1: 'bool',
  ui8: 'int32',
  'complex<f32>': 'complex64',
};

export function isDeviceDataType(dtype: DataType): dtype is DeviceDataType {
  return dtype !== 'string';
}

export function elementType(dtype: DeviceDataType): ElementType {
  return fromDataType[dtype];
}

/** What TensorFlow.js calls an element type; bytes are shown as int32. */
export function dataType(type: ElementType): DeviceDataType {
  return toDataType[type];
}

/**
 * Bytes read from a device as the typed array that TensorFlow.js gives for the element type; a complex number
 * is two floats, its real part first.
 */
export function typedArray(type: ElementType, bytes: ArrayBuffer): TypedArray {
  switch (type) {
    case 'f32':
    case 'complex<f32>':
      return new Float32Array(bytes);
    case 'i32':
      return new Int32Array(bytes);
    case 'i1':
      return new Uint8Array(bytes);
    case 'ui8':
      return Int32Array.from(new Uint8Array(bytes));
    default:
      return type satisfies never;
  }
}
