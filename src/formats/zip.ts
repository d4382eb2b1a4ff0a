/** Reads zip archives, as `numpy.savez`, `torch.save` and data sets have them. */
import { inflateRawSync } from 'node:zlib';
import { FormatError } from './errors.js';

const END = 0x06054b50;
const END_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const ZIP64_LOCATOR = 0x07064b50;
/** What a field of 4 bytes has where the value is in the extra field. */
const IN_EXTRA = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** Gives an entry's content. @throws FormatError when it is damaged */
export type ZipEntry = () => Uint8Array;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * The entries by their names; each is unpacked when it is asked for.
 * @throws FormatError when the archive is damaged, or packed in another way than zip's own.
 */
export function readZip(bytes: Uint8Array): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return entriesOf(bytes, view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError('The archive is cut off or damaged.', { cause: error });
  }
}

function entriesOf(bytes: Uint8Array, view: DataView): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let { at, count } = directoryOf(view);
  for (; count > 0; count--) {
    if (view.getUint32(at, true) !== ENTRY) throw new FormatError('Its directory is damaged.');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const name = new TextDecoder().decode(
      bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength),
    );
    const method = view.getUint16(at + 10, true);
    if (method !== STORED && method !== DEFLATED) {
      throw new FormatError(`Its entry ${name} is packed by method ${method}, not zip's own.`);
    }
    const { packed, unpacked, offset } = placeOf(view, at, nameLength);
    const begin =
      offset + LOCAL_SIZE + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    if (begin + packed > bytes.length) throw new FormatError('The archive is cut off.');
    const content = bytes.subarray(begin, begin + packed);
    entries.set(name, () => (method === STORED ? content : inflated(name, content, unpacked)));
    at += ENTRY_SIZE + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Where the directory begins, and how many entries it has. */
function directoryOf(view: DataView): { at: number; count: number } {
  let end = view.byteLength - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new FormatError('The archive has no directory; it is cut off.');
  const at = view.getUint32(end + 16, true);
  const count = view.getUint16(end + 10, true);
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR) return { at, count };
  const end64 = Number(view.getBigUint64(locator + 8, true));
  return {
    at: Number(view.getBigUint64(end64 + 48, true)),
    count: Number(view.getBigUint64(end64 + 32, true)),
  };
}

/** Where an entry's content is; in its extra field where numbers are large. */
function placeOf(view: DataView, at: number, nameLength: number) {
  let extra = at + ENTRY_SIZE + nameLength + 4;
  const read = (place: number): number => {
    const field = view.getUint32(at + place, true);
    if (field !== IN_EXTRA) return field;
    extra += 8;
    return Number(view.getBigUint64(extra - 8, true));
  };
  // In this order, as they follow one another in the extra field.
  const unpacked = read(24);
  const packed = read(20);
  return { unpacked, packed, offset: read(42) };
}

function inflated(name: string, content: Uint8Array, size: number): Uint8Array {
  try {
    // One byte more than there should be is an error too.
    const bytes = inflateRawSync(content, { maxOutputLength: Math.max(size, 1) });
    if (bytes.length === size) return bytes;
  } catch (error) {
    throw new FormatError(`Its entry ${name} is damaged.`, { cause: error });
  }
  throw new FormatError(`Its entry ${name} is damaged.`);
}
