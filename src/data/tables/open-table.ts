/** Opens tables of every kind that can be read. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkText } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { CsvOptions } from './csv-options.js';
import type { TableSource } from './source.js';

/**
 * Opens a table by its extension: `.csv`, `.tsv`, `.parquet`, `.arrow`, `.feather`. What reads it is loaded only now: it
 * takes an eighth of the library's start.
 * @throws DatasetError for another extension, or a file that can't be read.
 */
export async function openTable(place: string | URL, csv: CsvOptions): Promise<TableSource> {
  const file = place instanceof URL ? fileURLToPath(place) : place;
  checkText('A table', 'a file', file);
  const extension = path.extname(file).toLowerCase();
  switch (extension) {
    case '.csv':
    case '.tsv':
    case '.txt':
      return (await import('./csv.js')).openCsv(file, csv);
    case '.parquet':
      return (await import('./parquet.js')).openParquet(file);
    case '.arrow':
    case '.feather':
      return (await import('./arrow.js')).openArrow(file);
    default:
      throw new DatasetError(
        `${file}: tables are read from .csv, .tsv, .txt, .parquet, .arrow and .feather, not '${extension}'.`,
      );
  }
}
