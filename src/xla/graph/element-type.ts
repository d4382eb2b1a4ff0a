/**
 * The element types of the graph, by their names in StableHLO text, and what they are in TensorFlow.js.
 * Strings never reach the graph; they stay on the host.
 */
import type { DataType, TypedArray } from '@tensorflow/tfjs-core';
import { fromBfloat16, fromFloat16 } from './half-floats.js';
import { type Shape, sizeOf } from './shape.js';

/** Floats of 16 bits, which TensorFlow.js has no name for: to it they are float32. */
export type HalfType = 'bf16' | 'f16';
export type ElementType = 'f32' | 'i32' | 'i1' | 'ui8' | 'complex<f32>' | HalfType;

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
  bf16: 'float32',
  f16: 'float32',
};

const BYTES: Record<ElementType, number> = {
  f32: 4,
  i32: 4,
  i1: 1,
  ui8: 1,
  'complex<f32>': 8,
  bf16: 2,
  f16: 2,
};

/** What a tensor takes on the device. */
export function bytesOf({ type, shape }: { type: ElementType; shape: Shape }): number {
  return sizeOf(shape) * BYTES[type];
}

export function isHalf(type: ElementType): type is HalfType {
  return type === 'bf16' || type === 'f16';
}

export function isDeviceDataType(dtype: DataType): dtype is DeviceDataType {
  return dtype !== 'string';
}

export function elementType(dtype: DeviceDataType): ElementType {
  return fromDataType[dtype];
}

/** What TensorFlow.js calls an element type; bytes are shown as int32, half precision as float32. */
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
    case 'bf16':
      return fromBfloat16(new Uint16Array(bytes));
    case 'f16':
      return fromFloat16(new Uint16Array(bytes));
    default:
      return type satisfies never;
  }
}
