/** What unpacks the pages of Parquet files: Node's own code where it has some, which is several times as fast. */
import * as zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Node has this from 22.15 on. */
type Unzstd = ((bytes: Uint8Array) => Uint8Array) | undefined;
const unzstd: Unzstd =
  'zstdDecompressSync' in zlib ? (zlib.zstdDecompressSync as Unzstd) : undefined;

const all: Compressors = {
  ...compressors,
  GZIP: (bytes) => aligned(zlib.unzipSync(bytes)),
  BROTLI: (bytes) => aligned(zlib.brotliDecompressSync(bytes)),
  ...(unzstd && { ZSTD: (bytes: Uint8Array) => aligned(unzstd(bytes)) }),
};

/** By the name of the codec. A page without values may have bytes that are none of its codec's. */
export const decompressors: Compressors = Object.fromEntries(
  Object.entries(all).map(([codec, unpack]) => [
    codec,
    (bytes: Uint8Array, size: number) => (size === 0 ? new Uint8Array() : unpack(bytes, size)),
  ]),
);

/** Plain bytes: of a Buffer, `slice` would share the memory. */
const aligned = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
