/** A table's rows as numbers: features side by side, targets as classes or numbers. */
import { DatasetError } from '../errors.js';
import { isMissing, neededColumns, numberOf, type TablePlan, textColumns, textOf } from './plan.js';
import { areNumbers, type RowChunk, type TableSource } from './source.js';

/** Some usable rows, encoded. */
export interface EncodedRows {
  readonly rows: number;
  /** `[rows, features]` */
  readonly inputs: Float32Array;
  /** Classes, or numbers. */
  readonly targets: Int32Array | Float32Array;
}

/** So many rows are encoded at a time: as many as a processor's cache holds. */
const BLOCK = 4096;

/** What one encoded row has, in order: a feature by its name, a category as `name=value`. */
export function featureNames({ features, categories }: TablePlan): string[] {
  return features.flatMap((name) =>
    name in categories ? categories[name].map((value) => `${name}=${value}`) : [name],
  );
}

/**
 * The usable rows of a table, some at a time.
 * @throws DatasetError when the file is no longer what it was when it was planned.
 */
export async function* encodedRows(
  source: TableSource,
  plan: TablePlan,
): AsyncGenerator<EncodedRows, void, void> {
  const places = new Map(
    Object.entries({ ...plan.categories, [plan.target]: plan.classes ?? [] }).map(
      ([name, values]) => [name, new Map(values.map((value, i) => [value, i]))] as const,
    ),
  );
  const placeOf = (name: string, value: unknown): number => {
    const place = places.get(name)?.get(textOf(value));
    if (place !== undefined) return place;
    throw new DatasetError(`${source.file} has changed: column '${name}' has '${textOf(value)}'.`);
  };
  const width = featureNames(plan).length;
  for await (const chunk of source.chunks(neededColumns(plan), textColumns(plan))) {
    for (let start = 0; start < chunk.rows; start += BLOCK) {
      yield encodedBlock(chunk, usableRows(chunk, start, plan.skipped), plan, width, placeOf);
    }
  }
}

/** The rows of a block that begins at `start`, by their place in the chunk, without those that are skipped. */
function usableRows(
  { firstRow, rows }: RowChunk,
  start: number,
  skipped: TablePlan['skipped'],
): Int32Array {
  const block = Int32Array.from({ length: Math.min(BLOCK, rows - start) }, (_, i) => start + i);
  return skipped.size === 0 ? block : block.filter((row) => !skipped.has(firstRow + row));
}

function encodedBlock(
  { columns }: RowChunk,
  usable: Int32Array,
  plan: TablePlan,
  width: number,
  placeOf: (name: string, value: unknown) => number,
): EncodedRows {
  const rows = usable.length;
  const inputs = new Float32Array(rows * width);
  let at = 0;
  for (const name of plan.features) {
    const values = columns.get(name) ?? [];
    const categories = plan.categories[name];
    if (categories) {
      for (let i = 0; i < rows; i++) {
        const value = values[usable[i]];
        if (!isMissing(value)) inputs[i * width + at + placeOf(name, value)] = 1;
      }
      at += categories.length;
    } else {
      if (areNumbers(values)) {
        for (let i = 0; i < rows; i++) inputs[i * width + at] = values[usable[i]];
      } else {
        for (let i = 0; i < rows; i++) inputs[i * width + at] = numberOf(values[usable[i]]);
      }
      at++;
    }
  }
  const values = columns.get(plan.target) ?? [];
  const targets = plan.classes
    ? Int32Array.from(usable, (row) => placeOf(plan.target, values[row]))
    : Float32Array.from(usable, (row) => numberOf(values[row]));
  return { rows, inputs, targets };
}
