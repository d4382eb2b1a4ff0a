/** Sizes of vectors and matrices. */
import { OptionError, ShapeError } from '../errors.js';
import { asOneOperation } from '../kernel.js';
import { checkTensor } from '../operands.js';
import { isOptions, withDefaults } from '../options.js';
import { reducedShape, show, wrapDim } from '../shapes.js';
import type { Tensor } from '../tensor.js';
import { batchOf, matrixArgument } from './arguments.js';
import { svdvals } from './factorizations.js';
import { joined } from './matrices.js';
import { type RankOptions, spectraOf } from './pseudoinverse.js';
import { inv } from './systems.js';

/** Options of {@link vectorNorm}. */
export interface VectorNormOptions {
  /** Default: all. */
  dim?: number | readonly number[] | undefined;
  /** Whether reduced dimensions stay, with size 1. Default false. */
  keepdim?: boolean;
}

/** Options of {@link matrixNorm}. */
export interface MatrixNormOptions {
  /** The dimensions of rows and columns. Default `[-2, -1]`. */
  dim?: readonly [number, number];
  /** Whether reduced dimensions stay, with size 1. Default false. */
  keepdim?: boolean;
}

/**
 * `'fro'` is the root of the sum of squares, `'nuc'` the sum of singular values, 2 and -2 the largest and least of them, 1 and
 * -1 the largest and least sum of sizes of a column, the infinities those of a row.
 */
export type MatrixNormKind = 'fro' | 'nuc' | 1 | -1 | 2 | -2 | number;

/** All by name; `ord` may stand by place. */
const named = <Ord, More extends object>(
  given: Ord | (More & { ord?: Ord }) | undefined,
  more: More,
): More & { ord?: Ord } =>
  (isOptions(given) ? given : { ...more, ...(given !== undefined && { ord: given }) }) as More & {
    ord?: Ord;
  };

/**
 * (sum of |x|^ord)^(1/ord) of all elements or along dimensions, which are dropped: `[n, m]` along 1 gives `[n]`. PyTorch: `torch.linalg.vector_norm`.
 * @throws OptionError for another ord.
 */
export function vectorNorm(
  x: Tensor,
  given?: number | (VectorNormOptions & { ord?: number }),
  more: VectorNormOptions = {},
): Tensor {
  checkTensor('linalg.vectorNorm', x, 'the vector');
  const { ord, dim, keepdim } = withDefaults('linalg.vectorNorm', named(given, more), {
    ord: 2,
    dim: undefined,
    keepdim: false,
  });
  if (typeof ord !== 'number') {
    throw new OptionError('linalg.vectorNorm', 'ord', ord, 'a number or an infinity');
  }
  return x.norm(ord, dim, { keepdim });
}

/**
 * The norms of matrices `[..., n, m]`, `[...]`. PyTorch: `torch.linalg.matrix_norm`.
 * @throws OptionError for another ord.
 */
export function matrixNorm(
  x: Tensor,
  given?: MatrixNormKind | (MatrixNormOptions & { ord?: MatrixNormKind }),
  more: MatrixNormOptions = {},
): Tensor {
  const operation = 'linalg.matrixNorm';
  const matrix = matrixArgument(operation, x);
  const { ord, dim, keepdim } = withDefaults(operation, named(given, more), {
    ord: 'fro',
    dim: [-2, -1],
    keepdim: false,
  });
  const dims = dim.map((one) => wrapDim(operation, one, x.ndim));
  return asOneOperation(() => {
    const norms = normsOf(operation, matrix.movedim(dims, [-2, -1]), ord);
    return keepdim ? norms.reshape(reducedShape(x.shape, dims, true)) : norms;
  });
}

/**
 * The sums of singular values of a matrix, or of matrices in two dimensions; for `x.norm('nuc')`.
 * @throws ShapeError for other dimensions.
 */
export function nuclearNorm(
  x: Tensor,
  dim: number | readonly number[] | undefined,
  options: { keepdim?: boolean },
): Tensor {
  const dims = dim ?? x.shape.map((_, i) => i);
  if (Array.isArray(dims) && dims.length === 2) {
    return matrixNorm(x, 'nuc', { ...options, dim: [dims[0], dims[1]] });
  }
  throw new ShapeError(
    'norm',
    [x.shape],
    `norm: 'nuc' is of matrices; name two dimensions by dim, as [-2, -1]. The shape is ${show(x.shape)}.`,
  );
}

/** @throws OptionError for another kind. */
function normsOf(operation: string, matrix: Tensor, ord: MatrixNormKind): Tensor {
  switch (ord) {
    case 'fro':
      return matrix.norm(2, [-2, -1]);
    case 'nuc':
      return svdvals(matrix).sum(-1);
    case 2:
      return svdvals(matrix).amax(-1);
    case -2:
      return svdvals(matrix).amin(-1);
    case 1:
      return matrix.abs().sum(-2).amax(-1);
    case -1:
      return matrix.abs().sum(-2).amin(-1);
    case Infinity:
      return matrix.abs().sum(-1).amax(-1);
    case -Infinity:
      return matrix.abs().sum(-1).amin(-1);
    default:
      throw new OptionError(
        operation,
        'ord',
        typeof ord === 'string' ? `'${ord as string}'` : ord,
        "'fro', 'nuc', 1, -1, 2, -2, or an infinity",
      );
  }
}

/**
 * Without `ord` the Euclidean norm of all elements, or along `dim`; with it that of a vector, or of a matrix where the tensor has
 * two dimensions or `dim` names two. Reduced dimensions are dropped. PyTorch: `torch.linalg.norm`.
 * @throws ShapeError when it is neither vector nor matrix and no `dim` is given.
 */
export function norm(
  x: Tensor,
  given?: MatrixNormKind | (VectorNormOptions & { ord?: MatrixNormKind }),
  more: VectorNormOptions = {},
): Tensor {
  const operation = 'linalg.norm';
  checkTensor(operation, x, 'what is measured');
  const { ord, dim, keepdim } = withDefaults(operation, named(given, more), {
    ord: undefined,
    dim: undefined,
    keepdim: false,
  });
  if (ord === undefined) return x.float().norm(2, dim, { keepdim });
  const dims = dim ?? (x.ndim === 2 ? [0, 1] : [0]);
  if (dim === undefined && x.ndim > 2) {
    throw new ShapeError(
      operation,
      [x.shape],
      `${operation}: with ord = ${ord} it takes a vector or a matrix, or name them by dim; the shape is ${show(x.shape)}.`,
    );
  }
  if (Array.isArray(dims) && dims.length === 2) {
    return matrixNorm(x, ord, { dim: [dims[0], dims[1]], keepdim });
  }
  return vectorNorm(x.float(), ord as number, { dim: dims, keepdim });
}

/**
 * How much larger relative errors become by solving with a matrix, `[..., n, n]` to `[...]`: the largest singular value by the
 * least, or with `p` the norms of it and its inverse. PyTorch: `torch.linalg.cond`.
 */
export function cond(x: Tensor, p: MatrixNormKind = 2): Tensor {
  const matrix = matrixArgument('linalg.cond', x);
  return asOneOperation(() => {
    if (p !== 2 && p !== -2) return matrixNorm(matrix, p).mul(matrixNorm(inv(matrix), p));
    const values = svdvals(matrix);
    const [most, least] = [values.amax(-1), values.amin(-1)];
    return p === 2 ? most.div(least) : least.div(most);
  });
}

/**
 * How many rows are independent, int32; `[..., n, m]` to `[...]`. PyTorch: `torch.linalg.matrix_rank`.
 * @throws ShapeError unless it holds matrices; square ones where they are symmetric.
 */
export function matrixRank(x: Tensor, options: RankOptions = {}): Tensor {
  const matrix = matrixArgument('linalg.matrixRank', x);
  const ranks = spectraOf('linalg.matrixRank', matrix, options).map(({ values, least }) => [
    values.filter((value) => Math.abs(value) > least).length,
  ]);
  return joined(ranks, batchOf(matrix), []).int();
}
