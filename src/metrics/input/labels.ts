/** Labels as metrics take them, arrays, typed arrays and tensors, checked and brought to one form. */
import { MetricError } from './errors.js';
import { isTensor, type TensorLike } from './tensor.js';

/** A class: an integer, or a name. */
export type Label = number | string;

/** One class for each sample, `[samples]`; true and false are 1 and 0. */
export type Labels = ArrayLike<Label> | ArrayLike<boolean> | TensorLike;

/** Which of several labels each sample has: a row of 0 and 1 for each, `[samples, labels]`. */
export type Indicators = ArrayLike<ArrayLike<number>> | ArrayLike<ArrayLike<boolean>> | TensorLike;

/** Labels of one kind, read. */
export type LabelInput = ClassInput | MultilabelInput;

export type ClassInput =
  | { readonly kind: 'numbers'; readonly values: ArrayLike<number> }
  | { readonly kind: 'names'; readonly values: readonly string[] };

export interface MultilabelInput {
  readonly kind: 'multilabel';
  readonly rows: number;
  readonly columns: number;
  /** 0 or 1, row by row. */
  readonly values: Uint8Array;
}

/** @throws MetricError unless the labels are a class for each sample, or rows of 0 and 1. */
export function readLabels(metric: string, name: string, value: Labels | Indicators): LabelInput {
  if (isTensor(value)) {
    const { shape } = value.tf;
    const [rows, columns = 1] = shape;
    if (shape.length === 1 || (shape.length === 2 && columns === 1)) {
      return readClasses(metric, name, value.tf.dataSync());
    }
    if (shape.length !== 2) {
      throw new MetricError(
        metric,
        `${name} has shape [${shape}]; it must be [samples], or [samples, labels] of 0 and 1.`,
      );
    }
    return indicators(metric, name, value.tf.dataSync(), rows, columns);
  }
  const first: unknown = value[0];
  return isRow(first)
    ? readRows(metric, name, value, first.length)
    : readClasses(metric, name, value);
}

/** @throws MetricError unless there is one class for each sample. */
export function readClassVector(metric: string, name: string, value: Labels): ClassInput {
  const input = readLabels(metric, name, value);
  if (input.kind !== 'multilabel') return input;
  throw new MetricError(
    metric,
    `${name} has ${input.columns} columns; it takes one class for each sample. ` +
      'Rows of 0 and 1 with a single 1 become classes by `argmax(1)`.',
  );
}

/** One class for each sample, as plain values. */
export function labelVector(metric: string, name: string, value: Labels): Label[] {
  return Array.from<Label>(readClassVector(metric, name, value).values);
}

/** The two label vectors that a metric compares, of the same length and not empty. */
export function labelPair(metric: string, labels: Labels, predicted: Labels): [Label[], Label[]] {
  const pair: [Label[], Label[]] = [
    labelVector(metric, 'labels', labels),
    labelVector(metric, 'predicted', predicted),
  ];
  checkLengths(metric, 'predicted', pair[0].length, pair[1].length);
  return pair;
}

/** How many samples there are labels of. */
export const samplesOf = (input: LabelInput) =>
  input.kind === 'multilabel' ? input.rows : input.values.length;

export function checkLengths(metric: string, name: string, expected: number, found: number): void {
  if (expected === 0) throw new MetricError(metric, 'there are no samples.');
  if (expected === found) return;
  throw new MetricError(metric, `there are ${expected} labels, but ${found} in ${name}.`);
}

function readClasses(metric: string, name: string, values: ArrayLike<unknown>): ClassInput {
  if (isIntegers(values)) return { kind: 'numbers', values };
  if (typeof values[0] === 'string') {
    const names = Array.from(values, (value) => {
      if (typeof value === 'string') return value;
      throw new MetricError(metric, `some ${name} are numbers and some are strings.`);
    });
    return { kind: 'names', values: names };
  }
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = values[i];
    if (typeof value === 'string') {
      throw new MetricError(metric, `some ${name} are numbers and some are strings.`);
    }
    if (!Number.isInteger(value) && typeof value !== 'boolean') {
      throw new MetricError(
        metric,
        `${name}[${i}] is ${value}; a label is an integer or a string. For scores see logLoss and ` +
          'topKAccuracyScore, for real numbers meanSquaredError.',
      );
    }
    numbers[i] = Number(value);
  }
  return { kind: 'numbers', values: numbers };
}

function readRows(
  metric: string,
  name: string,
  rows: ArrayLike<unknown>,
  columns: number,
): LabelInput {
  const values: unknown[] = [];
  for (const [i, row] of Array.from(rows).entries()) {
    if (!isRow(row) || row.length !== columns) {
      const found = isRow(row) ? `a row of ${row.length}` : `${row}`;
      throw new MetricError(
        metric,
        `${name}[0] is a row of ${columns}, but ${name}[${i}] is ${found}.`,
      );
    }
    for (let column = 0; column < columns; column++) values.push(row[column]);
  }
  return columns === 1
    ? readClasses(metric, name, values)
    : indicators(metric, name, values, rows.length, columns);
}

function indicators(
  metric: string,
  name: string,
  data: ArrayLike<unknown>,
  rows: number,
  columns: number,
): MultilabelInput {
  const values = new Uint8Array(data.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(data[i]);
    if (value !== 0 && value !== 1) {
      throw new MetricError(
        metric,
        `${name} has shape [${rows},${columns}] and ${data[i]} at sample ${Math.floor(i / columns)}; ` +
          'it must be [samples], or [samples, labels] of 0 and 1. Scores become labels by ' +
          '`scores.argmax(1)`, or by a threshold where a sample has several.',
      );
    }
    values[i] = value;
  }
  return { kind: 'multilabel', rows, columns, values };
}

const isRow = (value: unknown): value is ArrayLike<unknown> =>
  typeof value === 'object' && value !== null && 'length' in value;

const isIntegers = (values: object): values is ArrayLike<number> =>
  ArrayBuffer.isView(values) &&
  !(values instanceof Float32Array || values instanceof Float64Array) &&
  !(
    values instanceof BigInt64Array ||
    values instanceof BigUint64Array ||
    values instanceof DataView
  );
