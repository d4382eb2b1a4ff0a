/**
 * Arrays of NumPy: `.npy` files, and `.npz` archives of them.
 * See https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { FormatError } from './errors.js';
import { readZip } from './zip.js';

/** Numbers as they are in a file. */
export interface NumpyArray {
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly data: Uint8Array | Int32Array | Float32Array;
}

const MAGIC = '\x93NUMPY';

/** How the numbers of a type are read; what 32 bits can't hold is an error. */
interface ElementType {
  readonly bytes: number;
  readonly array: new (length: number) => NumpyArray['data'];
  read(view: DataView, at: number, isLittleEndian: boolean): number;
}

const integer = (bytes: number, read: ElementType['read']): ElementType => ({
  bytes,
  array: Int32Array,
  read,
});
const real = (bytes: number, read: ElementType['read']): ElementType => ({
  bytes,
  array: Float32Array,
  read,
});

/** By the type's name without the order of bytes. */
const TYPES: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  i1: integer(1, (view, at) => view.getInt8(at)),
  i2: integer(2, (view, at, little) => view.getInt16(at, little)),
  u2: integer(2, (view, at, little) => view.getUint16(at, little)),
  i4: integer(4, (view, at, little) => view.getInt32(at, little)),
  u4: integer(4, (view, at, little) => view.getUint32(at, little)),
  i8: integer(8, (view, at, little) => Number(view.getBigInt64(at, little))),
  u8: integer(8, (view, at, little) => Number(view.getBigUint64(at, little))),
  f2: real(2, (view, at, little) => halfPrecision(view.getUint16(at, little))),
  f4: real(4, (view, at, little) => view.getFloat32(at, little)),
  f8: real(8, (view, at, little) => view.getFloat64(at, little)),
};

/**
 * The array of a `.npy` file. Integers become int32, reals float32; bytes stay bytes.
 * @throws FormatError when it is no such file, or an array of other things than numbers.
 */
function parseNpy(bytes: Uint8Array): NumpyArray {
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC) {
    throw new FormatError('It is no array of NumPy.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[6] > 1;
  const start = isLong ? 12 : 10;
  if (bytes.length < start) throw new FormatError('It is cut off.');
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const [, type] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, order] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, shape] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  if (order === undefined || shape === undefined) throw new FormatError('Its header is damaged.');
  if (type === undefined) throw new FormatError('It holds records, not numbers.');
  const sizes = shape.split(',').filter((size) => size.trim() !== '');
  return numbersOf(type, sizes.map(Number), bytes.subarray(start + length), order === 'True');
}

/**
 * The arrays of a `.npz` file, as of `numpy.savez` and `savez_compressed`, by their names.
 * @throws FormatError when it is damaged, or an array holds other things than numbers.
 */
export function parseNpz(bytes: Uint8Array): Map<string, NumpyArray> {
  return new Map([...openNpz(bytes)].map(([name, read]) => [name, read()]));
}

/**
 * What reads each of the arrays of a `.npz` file, by their names: the others may be anything.
 * @throws FormatError when the file is damaged; reading throws one where an array is, or holds other things than numbers
 */
export function openNpz(bytes: Uint8Array): Map<string, () => NumpyArray> {
  return new Map(
    [...readZip(bytes)].map(([file, entry]) => {
      const name = file.replace(/\.npy$/, '');
      return [name, () => readEntry(name, entry)];
    }),
  );
}

function readEntry(name: string, entry: () => Uint8Array): NumpyArray {
  try {
    return parseNpy(entry());
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`Its array '${name}' can't be read: ${error.message}`, { cause: error });
  }
}

/**
 * The array that these bytes are.
 * @param type NumPy's name of the type, as `<f4`
 * @throws FormatError for another type, or too few bytes
 */
export function numbersOf(
  type: string,
  shape: readonly number[],
  bytes: Uint8Array,
  isColumnMajor: boolean,
): NumpyArray {
  const element = TYPES[type.replace(/^[<>|=]/, '')];
  if (!element) {
    throw new FormatError(
      `It holds '${type}', not integers, reals or truth values. Convert it in Python, as by astype('float32').`,
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length < count * element.bytes) throw new FormatError('Its numbers are cut off.');
  const data = read(bytes, count, element, !type.startsWith('>'));
  return { shape, data: isColumnMajor ? rowMajor(data, shape) : data };
}

/** IEEE 754's binary16. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function read(
  bytes: Uint8Array,
  count: number,
  element: ElementType,
  isLittleEndian: boolean,
): NumpyArray['data'] {
  // Not by slice, which shares the memory where the bytes are a Node Buffer.
  if (element.array === Uint8Array) return new Uint8Array(bytes.subarray(0, count));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new element.array(count);
  for (let i = 0; i < count; i++) {
    const value = element.read(view, i * element.bytes, isLittleEndian);
    data[i] = value;
    if (data instanceof Int32Array && data[i] !== value) {
      throw new FormatError(`It holds the integer ${value}, which doesn't fit into int32.`);
    }
  }
  return data;
}

/** From an order where the first index runs fastest. */
function rowMajor(data: NumpyArray['data'], shape: readonly number[]): NumpyArray['data'] {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, size) => product * size, 1),
  );
  return data.map((_, i) => {
    let rest = i;
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return data[at];
  });
}
