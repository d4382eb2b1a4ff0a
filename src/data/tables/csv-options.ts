/** How CSV files are written; other tables say it themselves. */
import { shown } from '../../tensor/index.js';
import { DatasetError } from '../errors.js';

export interface CsvOptions {
  /** What a CSV file's bytes stand for, by its name in WHATWG's list: `utf-8` (default), `windows-1252`, `iso-8859-2` ... */
  encoding?: string;
  /** What stands before the fraction of a number in a CSV file. Default `.`. */
  decimal?: '.' | ',';
  /** What separates values in a CSV file. Default: what the header has most of: commas, tabs, semicolons or bars. */
  delimiter?: string;
}

/** What a byte stands for must not depend on the bytes beside it where values are cut. */
const NOT_OF_BYTES = /^utf-16|^iso-2022|^shift|^sjis|^gb|^big5|^euc/i;

/** @throws DatasetError for an encoding that isn't known, or can't be cut at bytes, and for another decimal or delimiter. */
export function checkCsvOptions({
  encoding = 'utf-8',
  decimal = '.',
  delimiter,
}: CsvOptions): void {
  const isKnown = typeof encoding === 'string' && isEncoding(encoding);
  if (!isKnown || NOT_OF_BYTES.test(encoding)) {
    throw new DatasetError(
      `encoding is ${shown(encoding)}. It is one in which letters, digits and commas are bytes, as 'utf-8' (default) or ` +
        "'windows-1252'. Save the file in UTF-8 where it has another.",
    );
  }
  if (decimal !== '.' && decimal !== ',') {
    throw new DatasetError(`decimal is ${shown(decimal)}. It is '.' (default) or ','.`);
  }
  const isByte = typeof delimiter === 'string' && /^[\t\x20-\x7e]$/.test(delimiter);
  if (delimiter !== undefined && (!isByte || delimiter === '"')) {
    throw new DatasetError(
      `delimiter is ${shown(delimiter)}. It is one character, as ',', ';' or '\\t'.`,
    );
  }
}

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
