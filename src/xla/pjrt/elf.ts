/**
 * Whether a Linux shared library is whole. The loader maps what the program headers promise without looking
 * at the file's length, so using one that was cut off would kill the process with SIGBUS.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MAGIC = 0x464c457f;
/** Of the 64-bit format, see `man 5 elf`. */
const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;

/**
 * How many bytes the file is short of; 0 when it is whole, and when it is no 64-bit ELF file or can't be read:
 * the loader says that better.
 */
export function missingBytes(path: string): number {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return 0;
  }
  try {
    const stat = fstatSync(file);
    return stat.isFile() ? Math.max(0, promisedBytes(file) - stat.size) : 0;
  } finally {
    closeSync(file);
  }
}

/** Where the last segment ends. */
function promisedBytes(file: number): number {
  const header = read(file, 0, HEADER_BYTES);
  if (!header || header.getUint32(0, true) !== MAGIC) return 0;
  const start = Number(header.getBigUint64(0x20, true));
  const count = header.getUint16(0x38, true);
  let end = start + count * PROGRAM_HEADER_BYTES;
  const segments = read(file, start, count * PROGRAM_HEADER_BYTES);
  if (!segments) return end;
  for (let segment = 0; segment < count; segment++) {
    const at = segment * PROGRAM_HEADER_BYTES;
    const offset = segments.getBigUint64(at + 8, true);
    const size = segments.getBigUint64(at + 32, true);
    end = Math.max(end, Number(offset + size));
  }
  return end;
}

function read(file: number, position: number, length: number): DataView | undefined {
  const bytes = new Uint8Array(length);
  return readSync(file, bytes, 0, length, position) === length
    ? new DataView(bytes.buffer)
    : undefined;
}
