/**
 * Unpacks LZ4 frames, as Arrow's files have them.
 * See https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md there.
 */
import { FormatError } from './errors.js';

const MAGIC = 0x184d2204;
/** Bits of the frame's first byte. */
const BLOCK_CHECKSUMS = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY = 0x01;
/** The bit of a block's size that says that it is not packed. */
const STORED = 0x80000000;
const SHORTEST_MATCH = 4;
/** A length of 4 bits that goes on in the bytes that follow. */
const LONG = 15;

/**
 * @param size how many bytes come out
 * @throws FormatError when the frame is damaged. Checksums are not looked at.
 */
export function unpackLz4(frame: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  try {
    const written = unpackFrame(frame, output);
    if (written === size) return output;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new FormatError('What is packed by LZ4 in it is damaged.');
}

function unpackFrame(frame: Uint8Array, output: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('no frame');
  const flags = view.getUint8(4);
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  let written = 0;
  for (;;) {
    const field = view.getUint32(at, true);
    if (field === 0) return written;
    const length = field & ~STORED;
    const block = frame.subarray(at + 4, at + 4 + length);
    if (block.length < length) throw new RangeError('cut off');
    if (field & STORED) {
      output.set(block, written);
      written += length;
    } else {
      written = unpackBlock(block, output, written);
    }
    at += 4 + length + (flags & BLOCK_CHECKSUMS ? 4 : 0);
  }
}

/** Matches reach back into earlier blocks. @returns where the output ends */
function unpackBlock(block: Uint8Array, output: Uint8Array, begin: number): number {
  let at = 0;
  let written = begin;
  const lengthFrom = (bits: number) => {
    let length = bits;
    for (let more = bits === LONG ? 255 : 0; more === 255; length += more) more = block[at++];
    return length;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = lengthFrom(token >> 4);
    output.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    // The last sequence of a block is of literals alone.
    if (at >= block.length) return written;
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    const length = lengthFrom(token & LONG) + SHORTEST_MATCH;
    if (distance === 0 || distance > written || written + length > output.length) {
      throw new RangeError('a match reaches beyond the output');
    }
    // Byte by byte: what is copied may overlap with itself.
    for (let i = 0; i < length; i++, written++) output[written] = output[written - distance];
  }
  return written;
}
