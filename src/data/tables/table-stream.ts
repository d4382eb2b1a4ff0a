/** A table that is read again in each epoch, piece by piece: for files that memory can't hold. */
import type { Tensor } from '../../tensor/index.js';
import { checkRecord } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import { IterableDataset } from '../iterable-dataset.js';
import { DataLoader } from '../loader.js';
import { type DatasetReading, readingElsewhere } from '../reading/index.js';
import { openTable } from './open-table.js';
import type { TableOptions } from './options.js';
import { planTable } from './plan.js';
import { describeTable, type TableDescription } from './table-dataset.js';
import type { TableRows } from './table-rows.js';

export interface TableStreamOptions extends TableOptions {
  /** Rows come by chance out of a buffer of so many; 0 (default) keeps the file's order. */
  shuffleBuffer?: number;
}

/**
 * As {@link TableDataset}, with bounded memory: a thread reads the file ahead of the loop, once in each epoch.
 *
 *     const set = await TableStream.open('flights.parquet', { target: 'delay', shuffleBuffer: 10_000 });
 */
export class TableStream extends IterableDataset implements TableDescription {
  readonly features: readonly string[];
  readonly classes: readonly string[] | undefined;
  readonly skipped: ReadonlyMap<number, string>;
  override readonly length: number;
  readonly #rows: TableRows;

  private constructor(rows: TableRows) {
    super();
    const { features, classes, skipped } = describeTable(rows.plan);
    this.features = features;
    this.classes = classes;
    this.skipped = skipped;
    this.length = rows.plan.rows;
    this.#rows = rows;
  }

  /**
   * Reads the file once, to count rows and find categories.
   * @throws SampleError at rows that can't be used, unless `onError` is `skip`; says how many there are.
   * @throws DatasetError when the file can't be read, or has no such column.
   */
  static async open(file: string | URL, options: TableStreamOptions): Promise<TableStream> {
    checkRecord('TableStream', options, "{ target: 'species' }");
    const { shuffleBuffer = 0 } = options;
    if (!Number.isInteger(shuffleBuffer) || shuffleBuffer < 0) {
      throw new DatasetError(
        `TableStream got shuffleBuffer ${shuffleBuffer}. It is a number of rows, from 0.`,
      );
    }
    const source = await openTable(file, options);
    const plan = await planTable(source, options);
    const { encoding, decimal, delimiter } = options;
    const csv = { encoding, decimal, delimiter };
    return new TableStream({ file: source.file, csv, plan, shuffleBuffer });
  }

  /** The rows as samples, in order. */
  *[Symbol.iterator](): Generator<readonly [Tensor, Tensor | number], void, void> {
    for (const [inputs, targets] of new DataLoader(this)) {
      yield [inputs.squeeze(0), this.classes ? targets.item() : targets.squeeze(0)];
    }
  }

  override reading(): DatasetReading {
    return readingElsewhere(new URL('./table-rows.js', import.meta.url), this.#rows);
  }
}
