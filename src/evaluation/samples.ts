/** What a model said of samples, and what is true of them. */
import type { Values } from '../metrics/index.js';

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
export function rowsOf(values: Float32Array, columns: number): Float32Array[] {
  return Array.from({ length: values.length / columns }, (_, row) =>
    values.subarray(row * columns, (row + 1) * columns),
  );
}

/** The same as metrics take it, without a copy: `[samples]` where there is one column. */
export function tableOf(values: Float32Array, columns: number): Values {
  const rows = values.length / columns;
  const shape = columns === 1 ? [rows] : [rows, columns];
  return { tf: { shape, dtype: 'float32', dataSync: () => values } };
}

function takeRows(values: Float32Array, columns: number, positions: Int32Array): Float32Array {
  const taken = new Float32Array(positions.length * columns);
  positions.forEach((position, row) => {
    taken.set(values.subarray(position * columns, (position + 1) * columns), row * columns);
  });
  return taken;
}
