/**
 * Reading native memory and taking addresses. Addresses are BigInt, as koffi gives them.
 */
import koffi from 'koffi';

const process = koffi.load(null);
const memcpy: (to: bigint, from: bigint, bytes: number) => unknown = process.func(
  'memcpy',
  'uintptr_t',
  ['uintptr_t', 'uintptr_t', 'size_t'],
);
const strlen: (text: bigint) => number | bigint = process.func('strlen', 'size_t', ['uintptr_t']);

/** Stands in for memory of no length, which has no address: a plugin may take a null pointer amiss. */
const NOTHING = new Uint8Array(new ArrayBuffer(64));

/** The address of a view's first byte; it holds as long as the view's memory is referenced. */
export function addressOf(view: ArrayBufferView): bigint {
  return koffi.address(view.byteLength === 0 ? NOTHING : view);
}

/** Fills `target` with the bytes at `address`. */
export function copyTo(target: Uint8Array, address: bigint): void {
  if (target.length > 0) memcpy(addressOf(target), address, target.length);
}

/** For a number that is read, with its address: taking that takes longer than copying. */
const number = new Float32Array(new ArrayBuffer(8));
const numberAddress = addressOf(number);

/** The float at `address`. */
export function readFloat32(address: bigint): number {
  memcpy(numberAddress, address, 4);
  return number[0];
}

/** A copy of `length` bytes at `address`. */
export function readBytes(address: bigint, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  copyTo(bytes, address);
  return bytes;
}

/** A copy of `count` 64-bit integers or pointers at `address`. */
export function readSlots(address: bigint, count: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(readBytes(address, count * 8).buffer);
}

/** A copy of `count` 32-bit integers at `address`. */
export function readInt32s(address: bigint, count: number): Int32Array<ArrayBuffer> {
  return new Int32Array(readBytes(address, count * 4).buffer);
}

/** UTF-8 text of `length` bytes at `address`. */
export function readText(address: bigint, length: number): string {
  return new TextDecoder().decode(readBytes(address, length));
}

/** UTF-8 text up to the first zero byte at `address`. */
export function readCString(address: bigint): string {
  return readText(address, Number(strlen(address)));
}
