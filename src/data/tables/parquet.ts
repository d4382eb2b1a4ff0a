/** Parquet files, a row group at a time. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type RowChunk, type TableSource, unreadable } from './source.js';

/** @throws DatasetError when the file can't be read or is no Parquet file. */
export async function openParquet(file: string): Promise<TableSource> {
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    return {
      file,
      columns,
      async *chunks(wanted) {
        const { ranges, readColumn } = await parquetScan({
          file: buffer,
          metadata,
          columns: [...wanted],
          compressors,
        });
        for (const range of ranges) {
          const columns: RowChunk['columns'] = new Map(
            await Promise.all(
              wanted.map(
                async (column) => [column, await readColumn({ column, ...range })] as const,
              ),
            ),
          );
          const { rowStart, rowEnd } = range;
          yield { firstRow: rowStart + 1, rows: rowEnd - rowStart, columns, malformed: new Map() };
        }
      },
    };
  } catch (error) {
    throw unreadable(file, error);
  }
}
