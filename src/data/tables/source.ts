/** Tables in files, read piece by piece. */
import path from 'node:path';
import { messageOf } from '../../error-message.js';
import { DatasetError } from '../errors.js';

/** Some rows of a table, column by column. */
export interface RowChunk {
  /** The number of the first row, from 1: as a person counts them, without a header. */
  readonly firstRow: number;
  readonly rows: number;
  /** The values of a column, by its name. */
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  /** Rows that are not as long as the header, by their place in the chunk: what is wrong with them. */
  readonly malformed: ReadonlyMap<number, string>;
}

export interface TableSource {
  readonly file: string;
  /** The columns' names. */
  readonly columns: readonly string[];
  /**
   * Reads from the first row on; only these columns. Holds one chunk at a time.
   * @param texts those of the columns whose values are names; of the others a source of texts makes numbers where it can
   */
  chunks(columns: readonly string[], texts: ReadonlySet<string>): AsyncIterable<RowChunk>;
}

/** @throws DatasetError for a file that can't be read. */
export function unreadable(file: string, error: unknown): DatasetError {
  const problem = `${path.resolve(file)} can't be read: ${messageOf(error)}`;
  return new DatasetError(problem, { cause: error });
}

/** Numbers side by side, which need no look at what each one is. */
export const areNumbers = (values: ArrayLike<unknown>): values is Float64Array | Float32Array =>
  values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array;
