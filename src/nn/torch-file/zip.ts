/** Reads what `torch.save` writes: a zip archive whose entries are stored as they are. */
import { TorchFileError } from '../errors.js';

const END = 0x06054b50;
const END_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const ZIP64_LOCATOR = 0x07064b50;
/** What a field of 4 bytes has where the value is in the extra field. */
const IN_EXTRA = 0xffffffff;
const STORED = 0;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * The entries by their names below the archive's folder, as `data.pkl` and `data/0`.
 * @throws TorchFileError when the archive is damaged or packed.
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return entriesOf(bytes, view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TorchFileError('The archive is cut off or damaged.', { cause: error });
  }
}

function entriesOf(bytes: Uint8Array, view: DataView): Map<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>();
  let { at, count } = directoryOf(view);
  for (; count > 0; count--) {
    if (view.getUint32(at, true) !== ENTRY) throw new TorchFileError('Its directory is damaged.');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const name = new TextDecoder().decode(
      bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength),
    );
    if (view.getUint16(at + 10, true) !== STORED) {
      throw new TorchFileError(
        `Its entry ${name} is packed, which torch.save never does: unpack it and zip it again with -0.`,
      );
    }
    const [size, offset] = placeOf(view, at, nameLength);
    const begin =
      offset + LOCAL_SIZE + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    if (begin + size > bytes.length) throw new TorchFileError('The archive is cut off.');
    entries.set(name.slice(name.indexOf('/') + 1), bytes.subarray(begin, begin + size));
    at += ENTRY_SIZE + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Where the directory begins, and how many entries it has. */
function directoryOf(view: DataView): { at: number; count: number } {
  let end = view.byteLength - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new TorchFileError('The archive has no directory; it is cut off.');
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

/** Size and offset of an entry; in its extra field where they are large. */
function placeOf(view: DataView, at: number, nameLength: number): [size: number, offset: number] {
  let extra = at + ENTRY_SIZE + nameLength + 4;
  const large = (field: number): number => {
    extra += 8;
    return field === IN_EXTRA ? Number(view.getBigUint64(extra - 8, true)) : field;
  };
  const [unpacked, packed] = [view.getUint32(at + 24, true), view.getUint32(at + 20, true)];
  const offset = view.getUint32(at + 42, true);
  const size = unpacked === IN_EXTRA ? large(unpacked) : unpacked;
  if (packed === IN_EXTRA) large(packed);
  return [size, offset === IN_EXTRA ? large(offset) : offset];
}
