/** Functions of several tensors beside those of joining.ts. PyTorch: `torch.hstack` and its kin. */

import { linspaceValues, type TensorOptions, tensor } from './creation.js';
import { einsum } from './einsum.js';
import { IndexError, OptionError, ShapeError } from './errors.js';
import { cat, checkList, stack } from './joining.js';
import { asOneOperation } from './kernel.js';
import { checkTensor } from './operands.js';
import { checkWhole, isOptions, type Sole, soleOption, withDefaults } from './options.js';
import { broadcastShape, checkSizes, show, wrapDim } from './shapes.js';
import type { Tensor } from './tensor.js';

const isList = (dims: unknown): boolean => Array.isArray(dims);

const atLeast = (x: Tensor, rank: number): Tensor =>
  x.ndim >= rank ? x : atLeast(x.unsqueeze(0), rank);

/** Joins side by side: vectors along their only dimension, others along the second. `[n]`, or `[n, m, ...]`. */
export function hstack(tensors: readonly Tensor[]): Tensor {
  checkList('hstack', tensors);
  const all = tensors.map((x) => atLeast(x, 1));
  return cat(all, all[0]?.ndim === 1 ? 0 : 1);
}

/** Joins below each other; vectors are rows. `[n]` is `[1, n]`. */
export function vstack(tensors: readonly Tensor[]): Tensor {
  checkList('vstack', tensors);
  return cat(
    tensors.map((x) => atLeast(x, 2)),
    0,
  );
}

/** Joins vectors as columns, matrices side by side. `[n]` and `[n, m]`. */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  checkList('columnStack', tensors);
  return cat(
    tensors.map((x) => (x.ndim < 2 ? x.reshape([-1, 1]) : x)),
    1,
  );
}

/** Joins along the third dimension. `[n]` is `[1, n, 1]`, `[n, m]` is `[n, m, 1]`. */
export function dstack(tensors: readonly Tensor[]): Tensor {
  checkList('dstack', tensors);
  return cat(tensors.map(withThree), 2);
}

/** As `cat`. */
export const concat = cat;

/** As `cat`. */
export const concatenate = cat;

function withThree(x: Tensor): Tensor {
  if (x.ndim >= 3) return x;
  return x.ndim === 2 ? x.unsqueeze(2) : x.reshape([1, -1, 1]);
}

/** Does to one tensor, or to each of a list, what `extend` does. */
function each(
  operation: string,
  x: Tensor | readonly Tensor[],
  extend: (x: Tensor) => Tensor,
): Tensor | Tensor[] {
  if (Array.isArray(x)) {
    checkList(operation, x);
    return x.map(extend);
  }
  checkTensor(operation, x);
  return extend(x);
}

/** A tensor, or a list of them, of 1 dimension or more. `[]` becomes `[1]`. */
export function atleast1d(x: Tensor): Tensor;
export function atleast1d(x: readonly Tensor[]): Tensor[];
export function atleast1d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast1d', x, (one) => atLeast(one, 1));
}

/** A tensor, or a list of them, of 2 dimensions or more. `[n]` becomes `[1, n]`. */
export function atleast2d(x: Tensor): Tensor;
export function atleast2d(x: readonly Tensor[]): Tensor[];
export function atleast2d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast2d', x, (one) => atLeast(one, 2));
}

/** A tensor, or a list of them, of 3 dimensions or more. `[n]` becomes `[1, n, 1]`, `[n, m]` `[n, m, 1]`. */
export function atleast3d(x: Tensor): Tensor;
export function atleast3d(x: readonly Tensor[]): Tensor[];
export function atleast3d(x: Tensor | readonly Tensor[]): Tensor | Tensor[] {
  return each('atleast3d', x, withThree);
}

/** The shape that all broadcast to. @throws ShapeError when they don't. */
export function broadcastShapes(...shapes: readonly (number | readonly number[])[]): number[] {
  const lists = shapes.map((shape) => (typeof shape === 'number' ? [shape] : shape));
  for (const shape of lists) checkSizes('broadcastShapes', shape);
  return lists.reduce<number[]>((a, b) => broadcastShape('broadcastShapes', a, b), []);
}

/** All tensors in the shape that they broadcast to. */
export function broadcastTensors(...tensors: readonly Tensor[]): Tensor[] {
  for (const x of tensors) checkTensor('broadcastTensors', x);
  const shape = broadcastShapes(...tensors.map((x) => x.shape));
  return tensors.map((x) => x.expand(shape));
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** Whether the first vector's values run along dimension 0 (`'ij'`, default) or 1. */
  indexing?: 'ij' | 'xy';
}

/**
 * A grid of coordinates: result i has the values of vector i along dimension i. Vectors are `[n]`, results
 * `[n, m, ...]`. `meshgrid(x, y)` and `meshgrid([x, y])` are the same; options come last.
 * @throws OptionError for another indexing.
 */
export function meshgrid(
  ...given:
    | readonly [vectors: readonly Tensor[], options?: MeshgridOptions]
    | readonly [...vectors: Tensor[], last: Tensor | MeshgridOptions]
): Tensor[] {
  const last = given.at(-1);
  const options: MeshgridOptions = isOptions(last) ? last : {};
  const listed = isOptions(last) ? given.slice(0, -1) : given;
  const vectors = (Array.isArray(listed[0]) ? listed[0] : listed) as readonly Tensor[];
  checkList('meshgrid', vectors);
  const { indexing } = withDefaults('meshgrid', options, { indexing: 'ij' });
  if (indexing !== 'ij' && indexing !== 'xy') {
    throw new OptionError('meshgrid', 'indexing', indexing, "'ij' or 'xy'");
  }
  const sizes = vectors.map((x) => x.numel());
  const grids = vectors.map((x, i) =>
    x.reshape(sizes.map((size, dim) => (dim === i ? size : 1))).expand(sizes),
  );
  return indexing === 'ij' || vectors.length < 2
    ? grids
    : grids.map((grid) => grid.transpose(0, 1));
}

/** Every choice of one element of each vector, `[choices, vectors]`. */
export function cartesianProd(...vectors: readonly Tensor[]): Tensor {
  for (const x of vectors) checkTensor('cartesianProd', x);
  if (vectors.length === 1) return vectors[0];
  return stack(
    meshgrid(vectors).map((grid) => grid.flatten()),
    1,
  );
}

/** Whether each element is among `tests`. The result has the shape of `x`. */
export function isin(x: Tensor, tests: Tensor): Tensor {
  checkTensor('isin', x);
  checkTensor('isin', tests, 'what it looks for');
  return asOneOperation(() => x.unsqueeze(-1).eq(tests.flatten()).any(-1));
}

/**
 * The numbers of the intervals that rising `boundaries` make; int32. The result has the shape of `x`,
 * `boundaries` is `[n]`.
 * @throws ShapeError when it is not.
 */
export function bucketize(
  x: Tensor,
  boundaries: Tensor,
  options: { right?: boolean; outInt32?: boolean } = {},
): Tensor {
  checkTensor('bucketize', x);
  checkTensor('bucketize', boundaries, 'the list of boundaries');
  if (boundaries.ndim !== 1) {
    throw new ShapeError(
      'bucketize',
      [x.shape, boundaries.shape],
      `bucketize: the boundaries must be a vector, their shape is ${show(boundaries.shape)}.`,
    );
  }
  return boundaries.searchsorted(x, options);
}

/** What {@link logspace} makes, and of which base the powers are, by default 10. */
export type LogspaceOptions = TensorOptions & { base?: number };

/**
 * `steps` numbers from base^start to base^end. Of whole numbers, `{ dtype: 'int32' }`, the exponents are whole too at both ends, and
 * powers are cut. PyTorch: `torch.logspace`.
 */
export function logspace(
  start: number,
  end: number,
  steps: number,
  given: number | LogspaceOptions = {},
): Tensor {
  const { base, ...options } = withDefaults(
    'logspace',
    typeof given === 'number' ? { base: given } : given,
    { base: 10, dtype: 'float32', requiresGrad: false, device: undefined },
  );
  checkWhole('logspace', 'steps', steps, 0);
  const whole = options.dtype === 'int32' ? Math.trunc : (exponent: number) => exponent;
  const exponents = linspaceValues(whole(start), whole(end), steps, false);
  return tensor(
    Float64Array.from(exponents, (exponent) => base ** exponent),
    [steps],
    options,
  );
}

/**
 * The sum of products over the last `dims` dimensions of `a` and the first of `b`, or over the dimensions named.
 * @throws ShapeError when their sizes differ.
 */
export function tensordot(
  a: Tensor,
  b: Tensor,
  given?: Sole<'dims', number | readonly [readonly number[], readonly number[]]>,
): Tensor {
  const dims = soleOption('tensordot', 'dims', given, 2);
  checkTensor('tensordot', a);
  checkTensor('tensordot', b, 'the other operand');
  if (
    typeof dims !== 'number' &&
    !(Array.isArray(dims) && dims.length === 2 && dims.every(isList))
  ) {
    const wanted = 'a number of dimensions, or two lists of them, as [[0, 1], [1, 0]]';
    throw new OptionError('tensordot', 'dims', dims, wanted);
  }
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const range = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);
  const [left, right] = typeof dims === 'number' ? [range(dims, a.ndim - dims), range(dims)] : dims;
  if (left.length !== right.length) {
    throw new IndexError(
      'tensordot',
      `${left.length} dimensions of one and ${right.length} of the other.`,
    );
  }
  const ofA = range(a.ndim).map((i) => letters[i]);
  const ofB = range(b.ndim).map((i) => letters[a.ndim + i]);
  const summed = left.map((dim, i) => {
    const letter = ofA[wrapDim('tensordot', dim, a.ndim)];
    ofB[wrapDim('tensordot', right[i], b.ndim)] = letter;
    return letter;
  });
  const kept = [...ofA, ...ofB].filter((letter) => !summed.includes(letter));
  return einsum(`${ofA.join('')},${ofB.join('')}->${kept.join('')}`, a, b);
}

/** The matrices along the diagonal of one, zeros elsewhere. `[a, b]` and `[c, d]` give `[a + c, b + d]`. */
export function blockDiag(...matrices: readonly Tensor[]): Tensor {
  for (const x of matrices) checkTensor('blockDiag', x);
  const blocks = matrices.map((x) => atLeast(x, 2));
  const width = blocks.reduce((sum, { shape }) => sum + shape[1], 0);
  let before = 0;
  const rows = blocks.map((block) => {
    const [height, columns] = block.shape;
    const parts = [
      block.newZeros([height, before]),
      block,
      block.newZeros([height, width - before - columns]),
    ];
    before += columns;
    return cat(parts, 1);
  });
  return cat(rows);
}

/** Options of {@link combinations}. */
export interface CombinationOptions {
  /** How many elements a choice has. Default 2. */
  r?: number;
  /** Whether an element may be chosen more than once. Default false. */
  withReplacement?: boolean;
}

/** As many rows as their numbers can be counted in an int32. */
const MOST_CHOICES = 2 ** 31 - 1;

/**
 * The pairs, or choices of `r`, of a vector's elements, `[choices, r]`; with replacement an element may come again.
 * @throws ShapeError when `x` is no vector, OptionError when `r` is no count or there are more choices than fit anywhere.
 */
export function combinations(x: Tensor, given: number | CombinationOptions = 2): Tensor {
  checkTensor('combinations', x);
  const { r, withReplacement } = withDefaults(
    'combinations',
    isOptions(given) ? (given as CombinationOptions) : { r: given as number },
    { r: 2, withReplacement: false },
  );
  if (x.ndim !== 1) {
    throw new ShapeError(
      'combinations',
      [x.shape],
      `combinations: it takes a vector; the shape is ${show(x.shape)}.`,
    );
  }
  checkWhole('combinations', 'r', r, 0);
  if (r * choicesOf(x.numel() + (withReplacement ? r - 1 : 0), r) > MOST_CHOICES) {
    const wanted = `a number that leaves fewer choices of ${x.numel()} elements`;
    throw new OptionError('combinations', 'r', r, wanted);
  }
  const choose = (from: number, left: number): number[][] => {
    if (left === 0) return [[]];
    return Array.from({ length: Math.max(0, x.numel() - from) }, (_, i) => from + i).flatMap(
      (first) =>
        choose(withReplacement ? first : first + 1, left - 1).map((rest) => [first, ...rest]),
    );
  };
  const places = choose(0, r);
  if (places.length === 0) return x.newZeros([0, r]);
  const index = tensor(Int32Array.from(places.flat()), [places.length * r]);
  return x.indexSelect(0, index).reshape([places.length, r]);
}

/** n over r. */
function choicesOf(n: number, r: number): number {
  if (r > n) return 0;
  let choices = 1;
  for (let i = 1; i <= Math.min(r, n - r); i++) choices *= (n - i + 1) / i;
  return choices;
}
