/** A table in memory, row by row a sample. */

import { didYouMean } from '../../nearest.js';
import { Tensor } from '../../tensor/index.js';
import { type BatchSource, HostColumn } from '../batch-source.js';
import { checkIndex, Dataset } from '../dataset.js';
import { DatasetError } from '../errors.js';
import { type HostValues, hostTensor } from '../host-tensor.js';
import { encodedRows, featureNames } from './encode.js';
import { openTable } from './open-table.js';
import type { TableOptions } from './options.js';
import { planTable, type TablePlan } from './plan.js';

/** What a table's samples are made of. */
export interface TableDescription {
  /** The inputs' columns; those of categories are `name=value`. */
  readonly features: readonly string[];
  /** The target's classes, sorted; undefined where targets are numbers. */
  readonly classes: readonly string[] | undefined;
  /** The rows that were left out, by number from 1, and why. */
  readonly skipped: ReadonlyMap<number, string>;
}

export function describeTable(plan: TablePlan): TableDescription {
  return { features: featureNames(plan), classes: plan.classes, skipped: plan.skipped };
}

/**
 * A table from a `.csv`, `.tsv`, `.parquet`, `.arrow` or `.feather` file: inputs float32 `[features]`, targets classes or numbers
 * `[1]`. It lies in memory as numbers; {@link TableStream} is for what doesn't fit there.
 *
 *     const set = await TableDataset.load('iris.csv', { target: 'species' });
 */
export class TableDataset extends Dataset<[Tensor, Tensor | number]> implements TableDescription {
  readonly features: readonly string[];
  readonly classes: readonly string[] | undefined;
  readonly skipped: ReadonlyMap<number, string>;
  readonly length: number;
  readonly #plan: TablePlan;
  readonly #inputs: HostColumn;
  readonly #targets: HostColumn;

  private constructor(plan: TablePlan, inputs: Float32Array, targets: Int32Array | Float32Array) {
    super();
    const { features, classes, skipped } = describeTable(plan);
    this.features = features;
    this.classes = classes;
    this.skipped = skipped;
    this.length = plan.rows;
    this.#plan = plan;
    this.#inputs = new HostColumn(inputs, [features.length]);
    this.#targets = new HostColumn(targets, classes ? [] : [1]);
  }

  /**
   * Reads a table into memory.
   * @throws SampleError at rows that can't be used, unless `onError` is `skip`; says how many there are.
   * @throws DatasetError when the file can't be read, or has no such column.
   */
  static async load(file: string | URL, options: TableOptions): Promise<TableDataset> {
    const source = await openTable(file, options ?? {});
    const plan = await planTable(source, options);
    const inputs = new Float32Array(plan.rows * featureNames(plan).length);
    const targets = new (plan.classes ? Int32Array : Float32Array)(plan.rows);
    let row = 0;
    for await (const encoded of encodedRows(source, plan)) {
      inputs.set(encoded.inputs, (row * inputs.length) / plan.rows);
      targets.set(encoded.targets, row);
      row += encoded.rows;
    }
    return new TableDataset(plan, inputs, targets);
  }

  get(index: number): [Tensor, Tensor | number] {
    checkIndex(this, index, 'TableDataset');
    const tensorOf = (values: HostValues) => Tensor.fromTfjs(hostTensor(values, [values.length]));
    const target = this.#targets.row(index);
    return [tensorOf(this.#inputs.row(index)), this.classes ? target[0] : tensorOf(target)];
  }

  /** A feature, numbers or categories, or the target; where a value is missing, NaN or `missing`. */
  override column(name: string): (string | number)[] {
    const { target, categories } = this.#plan;
    const rows = Array.from({ length: this.length }, (_, row) => row);
    const { classes } = this;
    if (name === target) {
      const values = rows.map((row) => this.#targets.row(row)[0]);
      return classes ? values.map((value) => classes[value]) : values;
    }
    const first = this.features.indexOf(
      name in categories ? `${name}=${categories[name][0]}` : name,
    );
    if (first < 0) throw this.#noColumn(name);
    if (!(name in categories)) return rows.map((row) => this.#inputs.row(row)[first]);
    const values = categories[name];
    return rows.map((row) => {
      const places = this.#inputs.row(row).subarray(first, first + values.length);
      return values[places.indexOf(1)] ?? 'missing';
    });
  }

  #noColumn(name: string): DatasetError {
    const names = [...this.#plan.features, this.#plan.target];
    return new DatasetError(
      `The table has no column '${name}'. ${didYouMean(name, names)}` +
        `It was loaded with ${names.join(', ')}.`,
    );
  }

  override batchSource(): BatchSource {
    return { columns: [this.#inputs, this.#targets], rows: undefined, finish: (rows) => rows };
  }
}
