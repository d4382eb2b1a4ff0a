/** Gradients of functions, as functions. */
import * as tf from '@tensorflow/tfjs-core';
import { enableGrad, gradientsOf, gradientsWithGraph, ones, Tensor } from '../tensor/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { alongLeaves, dependOnOlder, type Leaves, leavesOf } from './leaves.js';
import { flatten, type Tree, unflatten } from './tree.js';

/** Options of {@link grad} and {@link valueAndGrad}. */
export interface GradOptions<Argnums extends number | readonly number[] = 0> {
  /** Which arguments to differentiate by. Default 0, the first. */
  readonly argnums?: Argnums;
}

/** The gradients by the arguments that were asked for: like one argument, or like a list of them. */
type Gradients<Args extends readonly unknown[], Argnums> = Argnums extends number
  ? Args[Argnums]
  : Argnums extends readonly number[]
    ? { [K in keyof Argnums]: Argnums[K] extends number ? Args[Argnums[K]] : never }
    : never;

/**
 * The gradient of a function that gives one number, by its first argument. Tensors of the argument that hold integers
 * stay as they are. Leaves every `.grad` alone. JAX: `jax.grad`; PyTorch: `torch.func.grad`.
 *
 *     const slope = grad((x: Tensor) => x.pow(3).sum());
 *     slope(tensor([1, 2]));  // [3, 12]
 *
 * @throws TransformationError when the result isn't one number of float32, or the argument has no tensor.
 */
export function grad<
  Args extends readonly Tree[],
  const Argnums extends number | readonly number[] = 0,
>(
  fn: (...args: Args) => Tensor,
  options?: GradOptions<Argnums>,
): (...args: Args) => Gradients<Args, Argnums> {
  checkFunctions('grad', fn);
  return (...args) => differentiate('grad', fn, args, options?.argnums ?? 0).gradients as never;
}

/**
 * As {@link grad}, with the value: `[value, gradient]`. JAX: `jax.value_and_grad`; PyTorch: `torch.func.grad_and_value`.
 */
export function valueAndGrad<
  Args extends readonly Tree[],
  const Argnums extends number | readonly number[] = 0,
>(
  fn: (...args: Args) => Tensor,
  options?: GradOptions<Argnums>,
): (...args: Args) => [value: Tensor, gradient: Gradients<Args, Argnums>] {
  checkFunctions('valueAndGrad', fn);
  return (...args) => {
    const { value, gradients } = differentiate('valueAndGrad', fn, args, options?.argnums ?? 0);
    return [value, gradients as never];
  };
}

function differentiate<Args extends readonly Tree[]>(
  name: string,
  fn: (...args: Args) => Tensor,
  args: Args,
  argnums: number | readonly number[],
): { value: Tensor; gradients: unknown } {
  const chosen = [argnums].flat();
  const { tensors, structure } = flatten(chosen.map((number) => args[number]));
  if (!tensors.some(({ dtype }) => dtype === 'float32')) {
    throw new TransformationError(
      name,
      'no tensor',
      `argument ${chosen.join(', ')} has no tensor of float32 to differentiate by.`,
    );
  }
  const leaves = leavesOf(tensors);
  const given: unknown[] = [...args];
  const replaced = unflatten(structure, leaves.leaves) as unknown[];
  chosen.forEach((number, i) => {
    given[number] = replaced[i];
  });
  const loss = enableGrad(() => fn(...(given as readonly unknown[] as Args)));
  checkLoss(name, loss);
  const isAgain = dependOnOlder([loss], leaves);
  const sums = walk(loss, leaves, isAgain);
  const values = leaves.leaves.map((leaf, i) => sums[i] ?? zerosLike(leaf));
  const gradients = unflatten(structure, values) as unknown[];
  return {
    value: isAgain ? loss : loss.detach(),
    gradients: typeof argnums === 'number' ? gradients[0] : gradients,
  };
}

/** @param isAgain whether the gradients are differentiated again */
function walk(loss: Tensor, leaves: Leaves, isAgain: boolean): (Tensor | undefined)[] {
  const { gradNode } = loss;
  if (!gradNode) return [];
  return alongLeaves(leaves, (nodes) => {
    if (isAgain) {
      return gradientsWithGraph(new Map([[gradNode, ones([...loss.shape])]]), nodes, leaves.oldest);
    }
    const start = new Map([[gradNode, tf.ones([...loss.shape])]]);
    const sums = gradientsOf(start, nodes, { oldest: leaves.oldest });
    return sums.map((sum) => sum && Tensor.fromTfjs(sum, 'grad'));
  });
}

function zerosLike(tensor: Tensor): Tensor {
  return Tensor.fromTfjs(tf.fill([...tensor.shape], 0, tensor.dtype), 'grad');
}

function checkLoss(name: string, loss: unknown): asserts loss is Tensor {
  const isNumber = loss instanceof Tensor && loss.dtype === 'float32' && loss.numel() === 1;
  if (isNumber) return;
  const found = loss instanceof Tensor ? `${loss.dtype} [${loss.shape.join(', ')}]` : typeof loss;
  throw new TransformationError(
    name,
    'no loss',
    `the function must give one number of float32, and gave ${found}. Reduce it, as by sum() or mean().`,
  );
}
