/**
 * Reads IDX, the format of the MNIST family, gzipped or not: unsigned bytes of any rank.
 * Leaves out the other element types of the format, which no data set here uses.
 *
 * Format (Y. LeCun, "The MNIST database"): two zero bytes, the element type (0x08 is an unsigned byte),
 * the rank, one big-endian uint32 for each dimension, then the elements, the last index running fastest.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { looksLikeWebPage } from '../download/index.js';
import { messageOf } from '../error-message.js';
import { DataFormatError } from './errors.js';

const unzip = promisify(gunzip);

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  readonly shape: readonly number[];
  /** Elements in row-major order. */
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file; gzip is recognised by its content, not by the name.
 *
 * @param rank the number of dimensions that the file must have: 3 for images, 1 for labels.
 * @throws DataFormatError when the content is not a whole IDX array of this rank.
 */
export async function readIdx(file: string, rank: number): Promise<IdxArray> {
  const bytes = await readFile(file);
  return parseIdx(isGzip(bytes) ? await unpack(file, bytes) : bytes, rank, file);
}

/**
 * Parses the (unpacked) content of an IDX file; `data` shares the memory of `bytes`.
 *
 * @param file named in errors only.
 * @throws DataFormatError
 */
export function parseIdx(bytes: Uint8Array, rank: number, file: string): IdxArray {
  const header = 4 + 4 * rank;
  const fail = (offset: number, expected: string, found: string): never => {
    throw new DataFormatError(file, offset, expected, found);
  };
  if (bytes.length < 4) fail(bytes.length, 'a 4-byte magic number', 'the end of the file');
  if (looksLikeWebPage(bytes)) fail(0, 'an IDX magic number', 'a web page');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic >>> 8 !== UNSIGNED_BYTE) {
    fail(0, `magic number ${hex(magicOf(rank))} (unsigned bytes)`, hex(magic));
  }
  if ((magic & 0xff) !== rank) fail(3, `${rank} dimensions`, `${magic & 0xff}`);
  if (bytes.length < header) {
    fail(bytes.length, `a header of ${header} bytes`, 'the end of the file');
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const found = bytes.length - header;
  if (found !== size) fail(header, `${size} elements for shape [${shape}]`, `${found}`);
  return { shape, data: bytes.subarray(header) };
}

async function unpack(file: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(bytes);
  } catch (cause) {
    const expected = `whole gzip data in ${bytes.length} bytes`;
    throw new DataFormatError(file, 0, expected, messageOf(cause), { cause });
  }
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const magicOf = (rank: number) => (UNSIGNED_BYTE << 8) | rank;
const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
