/** What metrics take: arrays, typed arrays and tensors, checked and brought to one form. */
import type { TypedArray } from '@tensorflow/tfjs-core';
import { MetricError } from './errors.js';

/** A class: an integer, or a name. */
export type Label = number | string;

/** The part of a Gradbook tensor that metrics read. */
export interface TensorLike {
  readonly tf: { readonly shape: number[]; readonly dtype: string; dataSync(): TypedArray };
}

/** One class for each sample. */
export type Labels = ArrayLike<Label> | TensorLike;

/** One number for each sample, or a row of them: `[samples]` or `[samples, columns]`. */
export type Values = ArrayLike<number> | ArrayLike<ArrayLike<number>> | TensorLike;

/** Numbers in rows of the same length. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly data: ArrayLike<number>;
  /** Whether the input had one dimension. */
  readonly flat: boolean;
  /** The rounding of the input's numbers: 2^-23 of float32, 2^-52 of plain numbers. */
  readonly epsilon: number;
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

/** @throws MetricError unless there is one integer or name for each sample. */
export function labelVector(metric: string, name: string, value: Labels): Label[] {
  if (isTensor(value)) {
    const { shape } = value.tf;
    if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1)) {
      const hint = shape.length === 2 ? ' Scores become labels by `scores.argmax(1)`.' : '';
      throw new MetricError(metric, `${name} has shape [${shape}]; it must be [samples].${hint}`);
    }
  }
  const labels: Label[] = Array.from<Label>(isTensor(value) ? value.tf.dataSync() : value);
  for (const [i, label] of labels.entries()) {
    if (typeof label === 'string' || Number.isInteger(label)) continue;
    throw new MetricError(
      metric,
      `${name}[${i}] is ${label}; a label is an integer or a string. For scores see logLoss and ` +
        'topKAccuracyScore, for real numbers meanSquaredError.',
    );
  }
  return labels;
}

/** @throws MetricError unless the values are finite numbers in rows of the same length. */
export function matrix(metric: string, name: string, value: Values): Matrix {
  const result = isTensor(value)
    ? tensorMatrix(metric, name, value)
    : arrayMatrix(metric, name, value);
  for (let i = 0; i < result.data.length; i++) {
    if (Number.isFinite(result.data[i])) continue;
    const row = Math.floor(i / result.columns);
    throw new MetricError(metric, `${name} has ${result.data[i]} at sample ${row}.`);
  }
  return result;
}

export function checkLengths(metric: string, name: string, expected: number, found: number): void {
  if (expected === 0) throw new MetricError(metric, 'there are no samples.');
  if (expected === found) return;
  throw new MetricError(metric, `there are ${expected} labels, but ${found} in ${name}.`);
}

function tensorMatrix(metric: string, name: string, { tf }: TensorLike): Matrix {
  const [rows = 0, columns = 1] = tf.shape;
  if (tf.shape.length !== 1 && tf.shape.length !== 2) {
    throw new MetricError(
      metric,
      `${name} has shape [${tf.shape}]; it must be [samples] or [samples, columns].`,
    );
  }
  const epsilon = tf.dtype === 'float32' ? 2 ** -23 : Number.EPSILON;
  return { rows, columns, data: tf.dataSync(), flat: tf.shape.length === 1, epsilon };
}

function arrayMatrix(
  metric: string,
  name: string,
  value: ArrayLike<number> | ArrayLike<ArrayLike<number>>,
): Matrix {
  const items = Array.from<number | ArrayLike<number>>(value);
  const [first = 0] = items;
  const flat = typeof first === 'number';
  const columns = flat ? 1 : first.length;
  const data: number[] = [];
  for (const [i, item] of items.entries()) {
    const row = typeof item === 'number' ? [item] : Array.from(item);
    if (row.length !== columns || (typeof item === 'number') !== flat) {
      throw new MetricError(
        metric,
        `${name}[0] is ${describe(first)}, but ${name}[${i}] is ${describe(item)}.`,
      );
    }
    for (const number of row) data.push(number);
  }
  return { rows: items.length, columns, data, flat, epsilon: epsilonOf(flat ? value : first) };
}

const describe = (item: number | ArrayLike<number>) =>
  typeof item === 'number' ? 'a number' : `a row of ${item.length}`;

const epsilonOf = (array: unknown) => (array instanceof Float32Array ? 2 ** -23 : Number.EPSILON);

function isTensor(value: object): value is TensorLike {
  return 'tf' in value;
}
