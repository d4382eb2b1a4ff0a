/** What a model said of samples, and what is true of them. */
import type { Indicators, Values } from '../metrics/index.js';

type Numbers = Float32Array | Int32Array;

/** A tensor, as metrics read it. */
type Table = Extract<Values, Indicators>;

/** Samples of which a metric can be computed. */
export interface Samples<Self> {
  readonly count: number;
  /** Those at these positions, which may repeat. */
  take(positions: Int32Array): Self;
}

/** What a classifier said. */
export class ClassSamples implements Samples<ClassSamples> {
  readonly count: number;

  constructor(
    /** The true class of each sample. */
    readonly labels: Int32Array,
    /** The likeliest class. */
    readonly predicted: Int32Array,
    /** `[samples, classes]` row by row. */
    readonly probabilities: Float32Array,
    readonly classes: number,
  ) {
    this.count = labels.length;
  }

  take(positions: Int32Array): ClassSamples {
    return new ClassSamples(
      positions.map((position) => this.labels[position]),
      positions.map((position) => this.predicted[position]),
      takeRows(this.probabilities, this.classes, positions),
      this.classes,
    );
  }
}

/** What a model of several labels a sample said. */
export class MultilabelSamples implements Samples<MultilabelSamples> {
  readonly count: number;

  constructor(
    /** 0 or 1, `[samples, labels]` row by row. */
    readonly labels: Int32Array,
    /** Of the same shape. */
    readonly predicted: Int32Array,
    /** Of the same shape. */
    readonly probabilities: Float32Array,
    /** How many labels there are. */
    readonly columns: number,
  ) {
    this.count = labels.length / columns;
  }

  take(positions: Int32Array): MultilabelSamples {
    const { columns } = this;
    return new MultilabelSamples(
      takeRows(this.labels, columns, positions),
      takeRows(this.predicted, columns, positions),
      takeRows(this.probabilities, columns, positions),
      columns,
    );
  }
}

/** What a model of numbers said. */
export class NumberSamples implements Samples<NumberSamples> {
  readonly count: number;

  constructor(
    /** `[samples, outputs]` row by row. */
    readonly targets: Float32Array,
    /** Of the same shape. */
    readonly predicted: Float32Array,
    readonly outputs: number,
  ) {
    this.count = targets.length / outputs;
  }

  take(positions: Int32Array): NumberSamples {
    return new NumberSamples(
      takeRows(this.targets, this.outputs, positions),
      takeRows(this.predicted, this.outputs, positions),
      this.outputs,
    );
  }
}

/** Rows of the same length, one after the other, as rows. */
export function rowsOf<T extends Numbers>(values: T, columns: number): T[] {
  return Array.from(
    { length: values.length / columns },
    (_, row) => values.subarray(row * columns, (row + 1) * columns) as T,
  );
}

/** The same as metrics take it, without a copy: `[samples]` where there is one column. */
export function tableOf(values: Numbers, columns: number): Table {
  const rows = values.length / columns;
  const shape = columns === 1 ? [rows] : [rows, columns];
  const dtype = values instanceof Float32Array ? 'float32' : 'int32';
  return { tf: { shape, dtype, dataSync: () => values } };
}

/** @param columns 1 or more */
function takeRows<T extends Numbers>(values: T, columns: number, positions: Int32Array): T {
  const taken = new (values.constructor as new (length: number) => T)(positions.length * columns);
  positions.forEach((position, row) => {
    taken.set(values.subarray(position * columns, (position + 1) * columns), row * columns);
  });
  return taken;
}
