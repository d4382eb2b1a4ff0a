/**
 * In which order PyTorch would have a tensor's elements in memory. Results of `transpose` and its kin are copies here
 * and views there, and PyTorch draws random numbers for a tensor (dropout, `rand_like`) in the order of its memory.
 */
import type { Tensor } from './tensor.js';

/** The dimensions, slowest first, of tensors for which that isn't 0, 1, 2 ... */
const orders = new WeakMap<Tensor, readonly number[]>();

const isPlain = (order: readonly number[]): boolean => order.every((dim, i) => dim === i);

/** The dimensions from the slowest to the fastest. */
export function memoryOrder(x: Tensor): readonly number[] {
  return orders.get(x) ?? x.shape.map((_, dim) => dim);
}

/** Whether the elements lie as the shape says. */
export const isContiguous = (x: Tensor): boolean => !orders.has(x);

/** Notes that `result` is `x` with its dimensions in the order of `perm`. */
export function notePermuted(result: Tensor, x: Tensor, perm: readonly number[]): Tensor {
  return noteOrder(
    result,
    memoryOrder(x).map((dim) => perm.indexOf(dim)),
  );
}

/** Notes the order of a new tensor. */
export function noteOrder(x: Tensor, order: readonly number[]): Tensor {
  if (!isPlain(order)) orders.set(x, order);
  return x;
}

/** Forgets it: what an operation gives that has a transposition inside lies as its shape says. */
export function forgetOrder(x: Tensor): Tensor {
  orders.delete(x);
  return x;
}

/** What is drawn for `like` in the order of its memory, by `draw` in a shape; the result has the shape of `like`. */
export function inMemoryOrder(like: Tensor, draw: (shape: readonly number[]) => Tensor): Tensor {
  if (isContiguous(like)) return draw(like.shape);
  const order = memoryOrder(like);
  const drawn = draw(order.map((dim) => like.shape[dim]));
  return drawn.permute(like.shape.map((_, dim) => order.indexOf(dim)));
}
