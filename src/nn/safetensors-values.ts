/** The entries of a safetensors header, checked, and their values as our types of numbers. */
import type { TypedArray } from '@tensorflow/tfjs-core';
import { type Dtype, sizeOf } from '../tensor/index.js';
import { SafetensorsError } from './errors.js';

/** The types of numbers that can be read. */
export type SafetensorsDtype =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'BOOL';

const BYTES: Record<SafetensorsDtype, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** The bytes of one number. */
export const sizeOfDtype = (dtype: SafetensorsDtype): number => BYTES[dtype];

/** Where the values of a tensor are. */
export interface Entry {
  readonly dtype: SafetensorsDtype;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

export interface Values {
  readonly values: TypedArray;
  readonly dtype: Dtype;
}

/** @throws SafetensorsError unless the entry is well-formed and its values are inside the file. */
export function readEntry(name: string, value: unknown, available: number): Entry {
  const fail = (what: string): never => {
    throw new SafetensorsError(`Its entry '${name}' ${what}: ${JSON.stringify(value)}.`);
  };
  if (typeof value !== 'object' || value === null) return fail('is not an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isDtype(dtype)) {
    return fail(`has a dtype other than ${Object.keys(BYTES).join(', ')}`);
  }
  if (!isWholeNumbers(shape)) return fail('has no valid shape');
  if (!isWholeNumbers(offsets) || offsets.length !== 2) return fail('has no valid data_offsets');
  const [begin, end] = offsets;
  const size = sizeOf(shape) * BYTES[dtype];
  if (end - begin !== size) return fail(`needs ${size} bytes for its shape but has ${end - begin}`);
  if (end > available)
    return fail(`reaches beyond the file, which has ${available} bytes of values`);
  return { dtype, shape, begin, end };
}

function isDtype(dtype: string): dtype is SafetensorsDtype {
  return Object.hasOwn(BYTES, dtype);
}

function isWholeNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** @throws SafetensorsError when an integer doesn't fit into int32. */
export function valuesOf(name: string, { dtype, begin, end }: Entry, data: Uint8Array): Values {
  // A copy, since typed arrays need their values at multiples of their size. Not by `slice`, which
  // gives a view where `data` is a Node Buffer.
  const { buffer } = new Uint8Array(data.subarray(begin, end));
  switch (dtype) {
    case 'F32':
      return { values: new Float32Array(buffer), dtype: 'float32' };
    case 'F64':
      return { values: Float32Array.from(new Float64Array(buffer)), dtype: 'float32' };
    case 'F16':
      return { values: Float32Array.from(new Uint16Array(buffer), half), dtype: 'float32' };
    case 'BF16':
      return { values: Float32Array.from(new Uint16Array(buffer), brainFloat), dtype: 'float32' };
    case 'I64':
      return { values: narrowed(name, new BigInt64Array(buffer)), dtype: 'int32' };
    case 'I32':
      return { values: new Int32Array(buffer), dtype: 'int32' };
    case 'I16':
      return { values: Int32Array.from(new Int16Array(buffer)), dtype: 'int32' };
    case 'I8':
      return { values: Int32Array.from(new Int8Array(buffer)), dtype: 'int32' };
    case 'U8':
      return { values: Int32Array.from(new Uint8Array(buffer)), dtype: 'int32' };
    case 'BOOL':
      return { values: new Uint8Array(buffer), dtype: 'bool' };
    default:
      return dtype satisfies never;
  }
}

function narrowed(name: string, values: BigInt64Array): Int32Array {
  const tooLarge = values.find((value) => BigInt.asIntN(32, value) !== value);
  if (tooLarge === undefined) return Int32Array.from(values, Number);
  throw new SafetensorsError(`'${name}' holds ${tooLarge}, which doesn't fit into int32.`);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainFloat(bits: number): number {
  scratch.setUint32(0, bits * 0x10000);
  return scratch.getFloat32(0);
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
