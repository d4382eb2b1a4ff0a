/** A table's rows as numbers: features side by side, targets as classes or numbers. */
import { DatasetError } from '../errors.js';
import { isMissing, neededColumns, numberOf, type TablePlan, textOf } from './plan.js';
import type { TableSource } from './source.js';

/** Some usable rows, encoded. */
export interface EncodedRows {
  readonly rows: number;
  /** `[rows, features]` */
  readonly inputs: Float32Array;
  /** Classes, or numbers. */
  readonly targets: Int32Array | Float32Array;
}

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
  for await (const { firstRow, rows, columns } of source.chunks(neededColumns(plan))) {
    const usable = Array.from({ length: rows }, (_, i) => i).filter(
      (row) => !plan.skipped.has(firstRow + row),
    );
    const inputs = new Float32Array(usable.length * width);
    let at = 0;
    for (const name of plan.features) {
      const values = columns.get(name) ?? [];
      const categories = plan.categories[name];
      usable.forEach((row, i) => {
        const value = values[row];
        if (!categories) inputs[i * width + at] = numberOf(value);
        else if (!isMissing(value)) inputs[i * width + at + placeOf(name, value)] = 1;
      });
      at += categories ? categories.length : 1;
    }
    const values = columns.get(plan.target) ?? [];
    const targets = plan.classes
      ? Int32Array.from(usable, (row) => placeOf(plan.target, values[row]))
      : Float32Array.from(usable, (row) => numberOf(values[row]));
    yield { rows: usable.length, inputs, targets };
  }
}
