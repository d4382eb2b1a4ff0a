/** Numbers as metrics take them, arrays, typed arrays and tensors, checked and brought to one form. */
import { MetricError } from './errors.js';
import { isTensor, type TensorLike } from './tensor.js';

/** One number for each sample, or a row of them: `[samples]` or `[samples, columns]`. */
export type Values = ArrayLike<number> | ArrayLike<ArrayLike<number>> | TensorLike;

/** A typed array of numbers. */
type NumberArray = ArrayBufferView & ArrayLike<number>;

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

/** @throws MetricError unless the values are finite numbers in rows of the same length. */
export function matrix(metric: string, name: string, value: Values): Matrix {
  const result = readMatrix(metric, name, value);
  const { data, columns } = result;
  const wrong = firstNotFinite(data);
  if (wrong < 0) return result;
  throw new MetricError(
    metric,
    `${name} has ${data[wrong]} at sample ${Math.floor(wrong / columns)}.`,
  );
}

/** As `matrix`, but NaN and infinities may be among the values. */
export function readMatrix(metric: string, name: string, value: Values): Matrix {
  return isTensor(value) ? tensorMatrix(metric, name, value) : arrayMatrix(metric, name, value);
}

/** The values of a matrix of one column. */
export function onlyColumn(metric: string, name: string, { data, columns }: Matrix) {
  if (columns === 1) return data;
  throw new MetricError(metric, `${name} has ${columns} columns; it takes one.`);
}

/** The first that is NaN or infinite, or -1. */
function firstNotFinite(data: ArrayLike<number>): number {
  // Anything else times 0 is 0, and adding that is faster than a question for each of a million numbers.
  let zero = 0;
  for (let i = 0; i < data.length; i++) zero += data[i] * 0;
  return zero === 0 ? -1 : Array.prototype.findIndex.call(data, (value) => !Number.isFinite(value));
}

/** The numbers of one column, which may be those of the input: for reading only. */
export function columnOf({ rows, columns, data }: Matrix, column: number): Float64Array {
  if (columns === 1) return data instanceof Float64Array ? data : new Float64Array(data);
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row++) result[row] = data[row * columns + column];
  return result;
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
  const rows = value.length;
  if (isNumberArray(value)) {
    return { rows, columns: 1, data: value, flat: true, epsilon: epsilonOf(value) };
  }
  const first = rows > 0 ? value[0] : 0;
  const flat = !isRow(first);
  const columns = flat ? 1 : first.length;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const item = value[i];
    if (isRow(item) ? flat || item.length !== columns : !flat) {
      throw new MetricError(
        metric,
        `${name}[0] is ${describe(first)}, but ${name}[${i}] is ${describe(item)}.`,
      );
    }
    if (!isRow(item)) data[i] = numberOf(item);
    else {
      for (let column = 0; column < columns; column++) {
        data[i * columns + column] = numberOf(item[column]);
      }
    }
  }
  return { rows, columns, data, flat, epsilon: epsilonOf(flat ? value : first) };
}

/** All that it holds is numbers: nothing has to be looked at. */
const isNumberArray = (value: object): value is NumberArray =>
  ArrayBuffer.isView(value) &&
  !(value instanceof DataView) &&
  !(value instanceof BigInt64Array) &&
  !(value instanceof BigUint64Array);

const isRow = (item: number | ArrayLike<number>): item is ArrayLike<number> =>
  typeof item === 'object' && item !== null;

/** What is no number must not become one: null would be 0. */
const numberOf = (item: unknown) =>
  typeof item === 'number' || typeof item === 'boolean' ? Number(item) : Number.NaN;

const describe = (item: number | ArrayLike<number>) =>
  isRow(item) ? `a row of ${item.length}` : 'a number';

const epsilonOf = (array: unknown) => (array instanceof Float32Array ? 2 ** -23 : Number.EPSILON);
