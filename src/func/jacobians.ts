/** Jacobians and Hessians: gradients of all results at once, one pass back for each. PyTorch: `torch.func`. */
import { eye, noGrad, sizeOf, Tensor, withDefaults } from '../tensor/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { grad } from './grad.js';
import type { Tree } from './tree.js';
import { vmap } from './vmap.js';

/** Options of {@link jacrev} and {@link hessian}. */
export interface JacobianOptions {
  /** Which argument, a tensor, to differentiate by. Default 0, the first. */
  readonly argnums?: number;
}

/** A function of tensors and trees of them. */
type Differentiated<Args extends readonly Tree[]> = (...args: Args) => Tensor;

/** @throws TransformationError unless the argument is a tensor of float32. */
function argumentAt(name: string, args: readonly Tree[], argnums: number): Tensor {
  const given = args[argnums];
  if (given instanceof Tensor && given.dtype === 'float32') return given;
  throw new TransformationError(
    name,
    'no tensor',
    `argument ${argnums} must be a tensor of float32 to differentiate by. Of several tensors make one, as by cat, or ask for each.`,
  );
}

/** Each unit vector of a shape, one after the other: `[numbers, ...shape]`. */
function unitsOf({ shape }: Tensor): Tensor {
  const size = sizeOf(shape);
  return eye(size).reshape([size, ...shape]);
}

/** What `along` gives for each unit vector, which stands before the arguments. */
function forEachUnit(
  along: (direction: Tensor, ...args: readonly Tree[]) => Tensor,
  units: Tensor,
  args: readonly Tree[],
): Tensor {
  const inDims = [0, ...args.map(() => null)];
  return vmap(along as (...given: readonly Tree[]) => Tensor, { inDims })(units, ...args);
}

/**
 * The Jacobian of a function by one of its arguments: how each number of its result, `[...out]`, changes with each of the
 * argument, `[...in]`; gives `[...out, ...in]`. PyTorch: `torch.func.jacrev`; JAX: `jax.jacrev`.
 *
 *     jacrev((x: Tensor) => x.square())(tensor([1, 2]));  // [[2, 0], [0, 4]]
 *
 * @throws TransformationError when the argument or the result is no tensor of float32.
 */
export function jacrev<Args extends readonly Tree[]>(
  fn: Differentiated<Args>,
  options: JacobianOptions = {},
): (...args: Args) => Tensor {
  checkFunctions('jacrev', fn);
  const { argnums } = withDefaults('jacrev', options, { argnums: 0 });
  return (...args) => {
    const by = argumentAt('jacrev', args, argnums);
    const value: unknown = noGrad(() => fn(...args));
    if (!(value instanceof Tensor)) {
      throw new TransformationError('jacrev', 'no tensor', 'the function must give one tensor.');
    }
    const along = grad(
      (direction: Tensor, ...given: readonly Tree[]) =>
        fn(...(given as readonly unknown[] as Args))
          .mul(direction)
          .sum(),
      { argnums: argnums + 1 },
    ) as (direction: Tensor, ...given: readonly Tree[]) => Tensor;
    return forEachUnit(along, unitsOf(value), args).reshape([...value.shape, ...by.shape]);
  };
}

/** As {@link jacrev}, whose numbers it gives, by the same passes back. PyTorch: `torch.func.jacfwd`. */
export const jacfwd = jacrev;

/**
 * The second derivatives of a function that gives one number by one of its arguments, `[...in]`: gives `[...in, ...in]`.
 * PyTorch: `torch.func.hessian`; JAX: `jax.hessian`.
 *
 * @throws TransformationError when the argument is no tensor of float32, or the result isn't one number.
 */
export function hessian<Args extends readonly Tree[]>(
  fn: Differentiated<Args>,
  options: JacobianOptions = {},
): (...args: Args) => Tensor {
  checkFunctions('hessian', fn);
  const { argnums } = withDefaults('hessian', options, { argnums: 0 });
  const slope = grad(fn, { argnums }) as unknown as Differentiated<Args>;
  return (...args) => {
    const by = argumentAt('hessian', args, argnums);
    const along = grad(
      (direction: Tensor, ...given: readonly Tree[]) =>
        slope(...(given as readonly unknown[] as Args))
          .mul(direction)
          .sum(),
      { argnums: argnums + 1 },
    ) as (direction: Tensor, ...given: readonly Tree[]) => Tensor;
    return forEachUnit(along, unitsOf(by), args).reshape([...by.shape, ...by.shape]);
  };
}

/**
 * The value of a function, and a function that takes a gradient by it, `[...out]`, to those by all its arguments. PyTorch:
 * `torch.func.vjp`; JAX: `jax.vjp`.
 *
 *     const [value, back] = vjp((x: Tensor, y: Tensor) => x.mul(y), x, y);
 *     const [byX, byY] = back(ones([3]));
 *
 * @throws TransformationError when an argument has no tensor of float32.
 */
export function vjp<Args extends readonly Tree[]>(
  fn: Differentiated<Args>,
  ...primals: Args
): [value: Tensor, back: (cotangent: Tensor) => Args] {
  checkFunctions('vjp', fn);
  const argnums = primals.map((_, i) => i);
  const back = (cotangent: Tensor) =>
    grad(
      (...args: Args) =>
        fn(...args)
          .mul(cotangent)
          .sum(),
      { argnums },
    )(...primals) as unknown as Args;
  return [fn(...primals), back];
}
