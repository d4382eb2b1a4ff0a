/** Parquet files, a row group at a time. */
import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { decompressors } from './decompressors.js';
import { isOfNumbers, readNumbers } from './parquet-numbers.js';
import { type RowChunk, type TableSource, unreadable } from './source.js';

/** @throws DatasetError when the file can't be read or is no Parquet file. */
export async function openParquet(file: string): Promise<TableSource> {
  try {
    const metadata = await withBytes(file, parquetMetadataAsync);
    const schema = parquetSchema(metadata);
    const columns = schema.children.map(({ element }) => element.name);
    return {
      file,
      columns,
      async *chunks(wanted, texts) {
        const handle = await open(file).catch((error) => {
          throw unreadable(file, error);
        });
        try {
          const bytes = await bytesOf(handle);
          const compressors = decompressors;
          const { readColumn } = await parquetScan({
            ...{ file: bytes, metadata, compressors },
            columns: [...wanted],
          });
          let rowStart = 0;
          for (const group of metadata.row_groups) {
            const rows = Number(group.num_rows);
            const range = { rowStart, rowEnd: rowStart + rows };
            const read = async (name: string) => {
              const column = schema.children.find(({ element }) => element.name === name);
              const values =
                column && isOfNumbers(column) && !texts.has(name)
                  ? await readNumbers(bytes, group, schema, column, compressors)
                  : await readColumn({ column: name, ...range });
              return [name, values] as const;
            };
            const columns: RowChunk['columns'] = new Map(
              await Promise.all(wanted.map(read)).catch((error) => {
                throw unreadable(file, error);
              }),
            );
            yield { firstRow: rowStart + 1, rows, columns, malformed: new Map() };
            rowStart += rows;
          }
        } finally {
          await handle.close();
        }
      },
    };
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function withBytes<T>(file: string, use: (bytes: AsyncBuffer) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    return await use(await bytesOf(handle));
  } finally {
    await handle.close();
  }
}

/** A file's bytes, read where they are asked for. */
async function bytesOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('it is cut off');
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
