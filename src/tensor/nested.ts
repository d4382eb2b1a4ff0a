/** Nested arrays <-> values side by side and a shape. */
import { ShapeError } from './errors.js';

/** A number, or arrays of arrays of numbers. */
export type NestedNumbers = number | NestedNumbers[];

/** What a tensor can be made of: numbers or truth values, typed arrays, or arrays of them. */
export type NestedInput = number | boolean | ArrayLike<number> | readonly NestedInput[];

export function nested(values: ArrayLike<number>, shape: readonly number[]): NestedNumbers {
  let next = 0;
  const build = (dim: number): NestedNumbers =>
    dim === shape.length
      ? values[next++]
      : Array.from({ length: shape[dim] }, () => build(dim + 1));
  return build(0);
}

/** The shape of nested arrays and their values in order. */
export interface Flattened {
  shape: number[];
  values: (number | boolean)[];
}

/** @throws ShapeError when arrays side by side differ in length. */
export function flattened(input: NestedInput): Flattened {
  const shape: number[] = [];
  for (let level: NestedInput = input; isList(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: (number | boolean)[] = [];
  collect(input, 0, shape, values);
  return { shape, values };
}

function collect(
  input: NestedInput,
  dim: number,
  shape: readonly number[],
  values: (number | boolean)[],
): void {
  if (!isList(input)) {
    if (dim < shape.length)
      throw ragged(shape, `a number stands where ${shape[dim]} elements should`);
    values.push(input);
    return;
  }
  if (dim === shape.length || input.length !== shape[dim]) {
    const expected = dim === shape.length ? 'a number is expected' : `${shape[dim]} are expected`;
    throw ragged(shape, `an array of ${input.length} elements stands where ${expected}`);
  }
  for (let i = 0; i < input.length; i++) collect(input[i], dim + 1, shape, values);
}

function isList(input: NestedInput): input is ArrayLike<number> | readonly NestedInput[] {
  return typeof input === 'object' && input !== null && 'length' in input;
}

function ragged(shape: readonly number[], what: string): ShapeError {
  return new ShapeError(
    'tensor',
    [shape],
    `tensor: the nested arrays are not all of the same length. By their first elements the shape is ` +
      `[${shape.join(', ')}], but ${what}.`,
  );
}
