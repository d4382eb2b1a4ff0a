/** Arrays of the host that the contents of buffers are copied to. */
import { onHost } from '../../host-memory.js';
import { copyTo } from './native-memory.js';

/** What is small is made faster with zeros than without; every byte is written by the copy. */
const SMALL = 4096;
/** How much is copied in one turn of the event loop, in bytes: about a millisecond's work, new pages included. */
const PART = 2 ** 21;

/** Room for an array. @throws HostMemoryError when there can't be one so large */
export function hostArray(shape: readonly number[], bytes: number): Uint8Array<ArrayBuffer> {
  const elements = shape.reduce((product, size) => product * size, 1);
  return onHost('reading a tensor', elements, () =>
    bytes <= SMALL ? new Uint8Array(new ArrayBuffer(bytes)) : Buffer.allocUnsafeSlow(bytes),
  );
}

/**
 * Fills `target` with the bytes at an address, with turns of the event loop in between.
 * @param source tells the address anew after each turn, or throws
 */
export async function copyInParts(target: Uint8Array, source: () => bigint): Promise<void> {
  for (let start = 0; start < target.length; start += PART) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    copyTo(target.subarray(start, start + PART), source() + BigInt(start));
  }
}
