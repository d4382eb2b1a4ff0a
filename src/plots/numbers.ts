/** Reads what users pass to charts (arrays, typed arrays, tensors) as plain numbers. */
import { describe, PlotError } from './errors.js';
import { isTensorLike, type TensorLike } from './tensor-like.js';

/** Numbers in a row: an array, a typed array, or a tensor. */
export type Numbers = ArrayLike<number> | TensorLike;
/** Numbers in rows and columns: nested, or a tensor of two dimensions. */
export type Matrix = ArrayLike<ArrayLike<number>> | TensorLike;
/** Values against their index, or against an `x` of their own. */
export type Series = Numbers | { x: Numbers; y: Numbers };

/**
 * @throws PlotError unless `value` is a list or tensor of numbers. NaN and infinities are allowed:
 * plotly leaves a gap there.
 */
export function readNumbers(chart: string, argument: string, value: unknown): number[] {
  if (isTensorLike(value)) return Array.from(value.dataSync());
  const numbers: unknown[] | undefined =
    Array.isArray(value) || isNumericView(value) ? Array.from<unknown>(value) : undefined;
  const wrong = numbers?.findIndex((item) => typeof item !== 'number');
  if (numbers === undefined) throw new PlotError(chart, argument, 'a list of numbers', value);
  if (wrong !== undefined && wrong >= 0) {
    throw new PlotError(chart, `${argument}[${wrong}]`, 'a number', numbers[wrong]);
  }
  return numbers as number[];
}

/** @throws PlotError unless `value` is a matrix whose rows are equally long. */
export function readMatrix(chart: string, argument: string, value: unknown): number[][] {
  if (isTensorLike(value)) {
    const [rows, columns] = value.shape;
    if (value.shape.length !== 2 || rows === undefined || columns === undefined) {
      throw new PlotError(chart, argument, 'of shape [rows, columns]', value);
    }
    const flat = value.dataSync();
    return range(rows).map((row) => range(columns).map((j) => flat[row * columns + j] ?? NaN));
  }
  if (!Array.isArray(value)) throw new PlotError(chart, argument, 'a list of rows', value);
  const rows = value.map((row, i) => readNumbers(chart, `${argument}[${i}]`, row));
  const columns = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== columns);
  if (ragged >= 0) {
    throw new PlotError(chart, `${argument}[${ragged}]`, `a row of ${columns}`, rows[ragged]);
  }
  return rows;
}

/**
 * Reads a series; without an `x` of its own it starts at `first`.
 * @throws PlotError unless x and y are equally long lists of numbers.
 */
export function readSeries(
  chart: string,
  argument: string,
  value: unknown,
  first = 0,
): { x: number[]; y: number[] } {
  if (!isSeriesObject(value)) {
    const y = readNumbers(chart, argument, value);
    return { x: y.map((_, i) => first + i), y };
  }
  const x = readNumbers(chart, `${argument}.x`, value.x);
  const y = readNumbers(chart, `${argument}.y`, value.y);
  if (x.length !== y.length) {
    throw new PlotError(chart, `${argument}.y`, `as long as its x (${x.length})`, y);
  }
  return { x, y };
}

/** @throws PlotError unless `labels` has exactly `count` texts; left out, they are 0, 1, 2 ... */
export function readLabels(chart: string, labels: unknown, count: number): string[] {
  if (labels === undefined) return range(count).map(String);
  if (!Array.isArray(labels) || labels.length !== count) {
    throw new PlotError(chart, 'labels', `a list of ${count} names`, labels);
  }
  return labels.map((label) => (typeof label === 'string' ? label : describe(label)));
}

export function isSeriesObject(value: unknown): value is { x: unknown; y: unknown } {
  return typeof value === 'object' && value !== null && 'x' in value && 'y' in value;
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function isNumericView(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
