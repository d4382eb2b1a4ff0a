/** Arrow's IPC files (Feather version 2) and streams. They are read whole. */
import { readFile } from 'node:fs/promises';
import { CompressionType, setCompressionCodec, type Table, tableFromIPC } from '@uwdata/flechette';
import { compressors } from 'hyparquet-compressors';
import { unpackLz4 } from '../../formats/index.js';
import { type TableSource, unreadable } from './source.js';

const { ZSTD } = compressors;
const encode = () => {
  throw new Error('Arrow files are only read.');
};
setCompressionCodec(CompressionType.LZ4_FRAME, { decode: unpackLz4, encode });
if (ZSTD) {
  // A copy, since numbers must begin at a multiple of their size.
  const decode = (bytes: Uint8Array, size: number) => new Uint8Array(ZSTD(bytes, size));
  setCompressionCodec(CompressionType.ZSTD, { decode, encode });
}

/** @throws DatasetError when the file can't be read or is none of Arrow. */
export async function openArrow(file: string): Promise<TableSource> {
  const table = await read(file);
  return {
    file,
    columns: table.names.map(String),
    async *chunks(wanted) {
      const columns = new Map(wanted.map((name) => [name, columnOf(file, table, name)]));
      yield { firstRow: 1, rows: table.numRows, columns, malformed: new Map() };
    },
  };
}

function columnOf(file: string, table: Table, name: string): ArrayLike<unknown> {
  try {
    return table.getChild(name).toArray();
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function read(file: string): Promise<Table> {
  try {
    // Else whole numbers that no double holds would end the reading.
    return tableFromIPC(await readFile(file), { useBigInt: true });
  } catch (error) {
    throw unreadable(file, error);
  }
}
