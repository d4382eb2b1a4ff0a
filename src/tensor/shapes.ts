/** Rules about shapes and dimensions that many operations share. */
import { IndexError, ShapeError, shown } from './errors.js';

export type Shape = readonly number[];

export const show = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/**
 * The shape that both broadcast to.
 * @throws ShapeError naming both shapes and the operation.
 */
export function broadcastShape(operation: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(
        operation,
        [a, b],
        `${operation}: shapes ${show(a)} and ${show(b)} don't fit together: dimension ${i - rank} is ` +
          `${left} in one and ${right} in the other. They must be equal, or one of them 1.`,
      );
    }
    result.push(left === 1 ? right : left);
  }
  return result;
}

/**
 * A dimension, counted from the front; negative ones count from the end.
 * @throws IndexError when the tensor has no such dimension.
 */
export function wrapDim(operation: string, dim: number, rank: number): number {
  const wrapped = dim < 0 ? dim + Math.max(rank, 1) : dim;
  if (Number.isInteger(dim) && wrapped >= 0 && wrapped < Math.max(rank, 1)) return wrapped;
  if (typeof dim !== 'number') {
    throw new IndexError(
      operation,
      `the dimension must be a number, as 0 or -1, got ${shown(dim)}.`,
    );
  }
  throw new IndexError(
    operation,
    `dimension ${dim} is out of range; a tensor of ${rank} dimensions has ${-Math.max(rank, 1)} to ` +
      `${Math.max(rank, 1) - 1}.`,
  );
}

/** Which dimensions to reduce: all unless some are named. */
export function reducedDims(
  operation: string,
  dim: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (dim === undefined) return Array.from({ length: rank }, (_, i) => i);
  const dims = Array.isArray(dim) ? dim : [dim];
  if (rank === 0) return dims.map((d) => wrapDim(operation, d, 0)).slice(0, 0);
  const places = dims.map((d) => wrapDim(operation, d, rank)).sort((a, b) => a - b);
  const twice = places.find((place, i) => place === places[i + 1]);
  if (twice !== undefined) {
    throw new IndexError(operation, `dimension ${twice} is named twice in [${dims.join(', ')}].`);
  }
  return places;
}

/** The shape after reducing `dims`, which stay as 1 where `keepdim`. */
export function reducedShape(shape: Shape, dims: readonly number[], keepdim: boolean): number[] {
  return keepdim
    ? shape.map((size, i) => (dims.includes(i) ? 1 : size))
    : shape.filter((_, i) => !dims.includes(i));
}

/** Sizes as a list, or one by one: `view([2, 3])` and `view(2, 3)`. */
export type Sizes = readonly [sizes: readonly number[]] | readonly number[];

/** The list of what is given as a list or one by one. */
export function sizesOf(operation: string, given: Sizes): readonly number[] {
  const [first] = given;
  if (given.length > 0 && given.every((size) => typeof size === 'number')) return given;
  checkSizes(operation, first);
  return first;
}

/** A shape as a list or size by size, and what may follow it: `zeros([2, 3], 'int32')`, `zeros(2, 3, 'int32')`. */
export type ShapeThen<Rest> =
  | readonly [shape: readonly number[], rest?: Rest]
  | readonly number[]
  | readonly [...sizes: number[], rest: Rest];

/** The shape as a list, and what follows it. */
export function shapeThen<Rest>(
  operation: string,
  given: ShapeThen<Rest>,
): [shape: readonly number[], rest: Rest | undefined] {
  const isSize = (one: unknown): one is number => typeof one === 'number';
  const [first, second] = given;
  if (!isSize(first)) {
    checkSizes(operation, first);
    return [first, second as Rest | undefined];
  }
  const sizes = given.filter(isSize);
  return [sizes, given[sizes.length] as Rest | undefined];
}

/** @throws ShapeError when it is no list. */
export function checkSizes(operation: string, sizes: unknown): asserts sizes is readonly number[] {
  if (Array.isArray(sizes)) return;
  throw new ShapeError(
    operation,
    [],
    `${operation}: the sizes must be whole numbers, as in ${operation}([2, 3]), got ${shown(sizes)}.`,
  );
}

/**
 * A shape in which one size may be -1, worked out from the number of elements.
 * @throws ShapeError when the elements don't fit into it.
 */
export function resolvedShape(operation: string, from: Shape, to: Shape): number[] {
  checkSizes(operation, to);
  const unknown = to.indexOf(-1);
  const known = to.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const total = sizeOf(from);
  const fits =
    unknown < 0
      ? known === total
      : to.indexOf(-1, unknown + 1) < 0 && known > 0 && total % known === 0;
  if (!fits || to.some((size) => !Number.isInteger(size) || size < -1)) {
    throw new ShapeError(
      operation,
      [from, to],
      `${operation}: shape ${show(to)} is invalid for a tensor of shape ${show(from)}, ` +
        `which has ${total} elements.`,
    );
  }
  return to.map((size) => (size === -1 ? total / known : size));
}
