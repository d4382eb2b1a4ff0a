/**
 * The element types of device buffers: XLA's names, the codes of the C API, sizes, and the JavaScript arrays
 * that hold them. Types narrower than a byte (s2, s4, u4, f4) and tokens are left out.
 */

/** XLA's names; StableHLO writes `i32` for `s32`, `ui8` for `u8`, `i1` for `pred`, `complex<f32>` for `c64`. */
export type ElementType =
  | 'pred'
  | 's8'
  | 's16'
  | 's32'
  | 's64'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'f16'
  | 'f32'
  | 'f64'
  | 'bf16'
  | 'c64'
  | 'c128';

interface ElementTypeInfo {
  /** `PJRT_Buffer_Type`. */
  readonly code: number;
  readonly bytes: number;
  /** The typed array whose elements are these; `c64` is pairs of floats, half floats are their bits. */
  readonly array: string;
  /** The type's name in StableHLO text. */
  readonly stableHlo: string;
}

const ELEMENT_TYPES: Readonly<Record<ElementType, ElementTypeInfo>> = {
  pred: { code: 1, bytes: 1, array: 'Uint8Array', stableHlo: 'i1' },
  s8: { code: 2, bytes: 1, array: 'Int8Array', stableHlo: 'i8' },
  s16: { code: 3, bytes: 2, array: 'Int16Array', stableHlo: 'i16' },
  s32: { code: 4, bytes: 4, array: 'Int32Array', stableHlo: 'i32' },
  s64: { code: 5, bytes: 8, array: 'BigInt64Array', stableHlo: 'i64' },
  u8: { code: 6, bytes: 1, array: 'Uint8Array', stableHlo: 'ui8' },
  u16: { code: 7, bytes: 2, array: 'Uint16Array', stableHlo: 'ui16' },
  u32: { code: 8, bytes: 4, array: 'Uint32Array', stableHlo: 'ui32' },
  u64: { code: 9, bytes: 8, array: 'BigUint64Array', stableHlo: 'ui64' },
  f16: { code: 10, bytes: 2, array: 'Uint16Array', stableHlo: 'f16' },
  f32: { code: 11, bytes: 4, array: 'Float32Array', stableHlo: 'f32' },
  f64: { code: 12, bytes: 8, array: 'Float64Array', stableHlo: 'f64' },
  bf16: { code: 13, bytes: 2, array: 'Uint16Array', stableHlo: 'bf16' },
  c64: { code: 14, bytes: 8, array: 'Float32Array', stableHlo: 'complex<f32>' },
  c128: { code: 15, bytes: 16, array: 'Float64Array', stableHlo: 'complex<f64>' },
};

const NAMES = Object.keys(ELEMENT_TYPES).filter(isElementType);
const BY_CODE = new Map(NAMES.map((name) => [ELEMENT_TYPES[name].code, name]));
const BY_STABLE_HLO = new Map(NAMES.map((name) => [ELEMENT_TYPES[name].stableHlo, name]));

export function isElementType(name: unknown): name is ElementType {
  return typeof name === 'string' && Object.hasOwn(ELEMENT_TYPES, name);
}

/** The `PJRT_Buffer_Type` of a type. */
export function codeOf(type: ElementType): number {
  return ELEMENT_TYPES[type].code;
}

/** The type with a `PJRT_Buffer_Type`, or undefined for those that are left out. */
export function elementTypeOfCode(code: number): ElementType | undefined {
  return BY_CODE.get(code);
}

/** The type that StableHLO calls `name`, or undefined. */
export function elementTypeOfStableHlo(name: string): ElementType | undefined {
  return BY_STABLE_HLO.get(name);
}

/** The bytes of a dense array of `shape`. */
export function byteLengthOf(type: ElementType, shape: readonly number[]): number {
  let elements = 1;
  for (const size of shape) elements *= size;
  return elements * ELEMENT_TYPES[type].bytes;
}

/** The name of the typed array that holds elements of `type`. */
export function arrayNameOf(type: ElementType): string {
  return ELEMENT_TYPES[type].array;
}

/** `f32[64,784]`, as XLA writes it. */
export function describe(array: {
  readonly type: ElementType;
  readonly shape: readonly number[];
}): string {
  return `${array.type}[${array.shape.join(',')}]`;
}
