/** Functions of several tensors: joining, choosing. */

import { dtypeOfNumber, promote } from './dtype.js';
import { DtypeError, ShapeError, shown } from './errors.js';
import { noteJoined } from './index-bounds.js';
import { asOneOperation, runKernel } from './kernel.js';
import { cast, checkOperand, checkTensor, constant, type Operand } from './operands.js';
import { type Sole, soleOption } from './options.js';
import { broadcastShape, show, wrapDim } from './shapes.js';
import { Tensor } from './tensor.js';

/**
 * Joins tensors along a dimension they have. PyTorch: `torch.cat`.
 * @throws ShapeError when their other dimensions differ.
 */
export function cat(tensors: readonly Tensor[], given?: Sole<'dim', number>): Tensor {
  const dim = soleOption('cat', 'dim', given, 0);
  checkList('cat', tensors);
  // What tensor([]) gives joins with all, for loops that begin with it.
  const filled = tensors.filter(({ shape }) => `${shape}` !== '0' || shape.length !== 1);
  const [first = tensors[0]] = filled;
  if (!first)
    throw new ShapeError('cat', [], 'cat: there is nothing to join; pass at least one tensor.');
  if (tensors.some(({ ndim }) => ndim === 0)) {
    throw new ShapeError(
      'cat',
      tensors.map(({ shape }) => shape),
      'cat: a tensor without dimensions has none to join along. Use stack.',
    );
  }
  const axis = wrapDim('cat', dim, first.ndim);
  for (const { shape } of filled) {
    const fits =
      shape.length === first.ndim && shape.every((s, i) => i === axis || s === first.shape[i]);
    if (!fits) throw differing('cat', first, shape, `in all dimensions but ${axis}`);
  }
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promote);
  const parts = filled.length > 0 ? filled : tensors;
  const whole = asOneOperation(() =>
    runKernel(
      'Concat',
      'cat',
      parts.map((tensor) => cast(tensor, dtype)),
      { axis },
    ),
  );
  return noteJoined(whole, parts);
}

/**
 * Joins tensors of one shape along a new dimension. PyTorch: `torch.stack`.
 * @throws ShapeError when their shapes differ.
 */
export function stack(tensors: readonly Tensor[], given?: Sole<'dim', number>): Tensor {
  const dim = soleOption('stack', 'dim', given, 0);
  checkList('stack', tensors);
  const [first] = tensors;
  if (!first)
    throw new ShapeError('stack', [], 'stack: there is nothing to join; pass at least one tensor.');
  const axis = wrapDim('stack', dim, first.ndim + 1);
  for (const { shape } of tensors) {
    if (`${shape}` !== `${first.shape}`)
      throw differing('stack', first, shape, 'in all dimensions');
  }
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promote);
  const whole = asOneOperation(() =>
    runKernel(
      'Pack',
      'stack',
      tensors.map((tensor) => cast(tensor, dtype)),
      { axis },
    ),
  );
  return noteJoined(whole, tensors);
}

/**
 * `x` where the condition is true, `y` elsewhere; all broadcast. Of a condition alone, the places where it is true, of any shape: a
 * tensor `[n]` for each dimension, as `nonzero({ asTuple: true })`. PyTorch: `torch.where`.
 * @throws DtypeError when the condition is of real numbers.
 */
export function where(condition: Tensor): Tensor[];
export function where(condition: Tensor, x: Operand, y: Operand): Tensor;
export function where(condition: Tensor, x?: Operand, y?: Operand): Tensor | Tensor[] {
  checkTensor('where', condition, 'the condition');
  if (x === undefined && y === undefined) return condition.nonzero({ asTuple: true });
  return chosen(condition, x as Operand, y as Operand);
}

function chosen(condition: Tensor, x: Operand, y: Operand): Tensor {
  checkOperand('where', x);
  checkOperand('where', y);
  if (condition.dtype === 'float32') {
    throw new DtypeError(
      'where',
      `the condition must be of truth values, got float32 ${show(condition.shape)}. Compare it, as in mask.gt(0) or ` +
        'mask.ne(0).',
    );
  }
  return asOneOperation(() => {
    const beside = [x, y].find((value) => typeof value !== 'number');
    const [a, b] = [x, y].map((value) =>
      typeof value === 'number'
        ? constant(value, dtypeOfNumber(value, beside?.dtype ?? 'float32'))
        : value,
    );
    const dtype = promote(a.dtype, b.dtype);
    const shape = broadcastShape(
      'where',
      broadcastShape('where', condition.shape, a.shape),
      b.shape,
    );
    return runKernel('Select', 'where', {
      condition: cast(condition, 'bool').expand(shape),
      t: cast(a, dtype).expand(shape),
      e: cast(b, dtype).expand(shape),
    });
  });
}

/** @throws DtypeError when it is no list of tensors. */
export function checkList(operation: string, tensors: unknown): void {
  if (Array.isArray(tensors) && tensors.every((one) => one instanceof Tensor)) return;
  throw new DtypeError(
    operation,
    `it joins a list of tensors, as in ${operation}([a, b]), got ${shown(tensors)}.`,
  );
}

function differing(
  operation: string,
  first: Tensor,
  shape: readonly number[],
  where: string,
): ShapeError {
  return new ShapeError(
    operation,
    [first.shape, shape],
    `${operation}: shapes ${show(first.shape)} and ${show(shape)} must be the same ${where}.`,
  );
}
