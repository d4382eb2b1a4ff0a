/** A function for one element as a function for a batch. */
import * as tf from '@tensorflow/tfjs-core';
import { repeated, stepRandom } from '../random/index.js';
import { stack, type Tensor, withDefaults } from '../tensor/index.js';
import { batch } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, remembered } from './remember.js';
import { goNowhere, nextOf, tracePure, typesOf } from './trace.js';
import { flatten, type Structure, type Tree, unflatten } from './tree.js';

/** Which dimension of an argument is the batch's; null for one that is the same for all elements. */
export type InDim = number | null;

/** Options of {@link vmap}. */
export interface VmapOptions {
  /** For all arguments, or for each. Default 0. PyTorch: `in_dims`; JAX: `in_axes`. */
  readonly inDims?: InDim | readonly InDim[];
  /** Where results have the dimension of the batch. Default 0. */
  readonly outDims?: number;
}

/**
 * The function for a whole batch at once: `fn` sees one element, as if there were no dimension for the batch. On XLA each
 * operation becomes one on the batch; elsewhere `fn` is called for each element. What `fn` draws at random differs from
 * element to element. PyTorch: `torch.func.vmap`; JAX: `jax.vmap`.
 *
 *     const slopes = vmap(grad(loss), { inDims: [null, 0, 0] })(weights, images, labels);  // for each sample
 *
 * @throws TransformationError when the sizes of the batch differ, or `fn` changes what was there before.
 * @throws CaptureError when `fn` reads a value.
 */
export function vmap<Args extends readonly Tree[], Result extends Tree>(
  fn: (...args: Args) => Result,
  options: VmapOptions = {},
): (...args: Args) => Result {
  checkFunctions('vmap', fn);
  const { inDims, outDims } = withDefaults('vmap', options, { inDims: 0, outDims: 0 });
  return (...args) => {
    const dims = args.map((_, i) => (isDim(inDims) ? inDims : inDims[i]));
    const { tensors, structure } = flatten(args);
    const mapped = args.flatMap((arg, i) =>
      flatten(arg).tensors.map(() => typeof dims[i] === 'number'),
    );
    const inFront = args.flatMap((arg, i) =>
      flatten(arg).tensors.map((tensor) => movedToFront(tensor, dims[i])),
    );
    const run = (elements: readonly Tensor[]) => fn(...(unflatten(structure, elements) as Args));
    const size = sizeOf(tensors, inFront, mapped);
    const { outputs, results } = onXla()
      ? atOnce(run, inFront, mapped, size)
      : oneByOne(run, inFront, mapped, size);
    return unflatten(
      results,
      outputs.map((tensor) => (outDims === 0 ? tensor : tensor.movedim(0, outDims))),
    ) as Result;
  };
}

interface Mapped {
  readonly outputs: readonly Tensor[];
  readonly results: Structure;
}

type Run = (elements: readonly Tensor[]) => unknown;

function atOnce(
  run: Run,
  args: readonly Tensor[],
  mapped: readonly boolean[],
  size: number,
): Mapped {
  const traced = tracePure(
    'vmap',
    typesOf(args).map((type, i) => (mapped[i] ? { ...type, shape: type.shape.slice(1) } : type)),
    run,
  );
  const draws = traced.draws.map((draw) => onlySaved(stepRandom(repeated(draw, size)), 'vmap'));
  const inputs = [...args, ...draws];
  const isMapped = [...mapped, ...draws.map(() => true)];
  const values = tf.tidy(() =>
    batch(
      registered(),
      traced.traced,
      size,
      isMapped,
      inputs.map((tensor) => tensor.tf),
    ),
  );
  traced.traced.dispose();
  const { back, results } = traced;
  const next = nextOf(traced, inputs);
  const captured =
    next.length > 0 ? (back?.traced.captured.map((value) => onlySaved(value, 'vmap')) ?? []) : [];
  const outputs = remembered({
    name: 'vmap',
    values,
    next,
    saved: next.length > 0 ? [...inputs, ...captured] : [],
    back: (dys, saved) => {
      if (!back) return goNowhere(traced);
      const { subgraph } = back.traced;
      const wholes = results.map((type) => ({ ...type, shape: [size, ...type.shape] }));
      const gradients = batch(
        registered(),
        { subgraph, captured: saved.slice(inputs.length) },
        size,
        [...isMapped, ...back.from.map(() => true)],
        [...saved.slice(0, inputs.length), ...orZeros(dys, back.from, wholes)],
      );
      // What is the same for all elements has the sum of their gradients.
      return gradients.map((gradient, i) =>
        i < back.to.length && isMapped[back.to[i]] ? gradient : tf.sum(gradient, 0),
      );
    },
  });
  return { outputs, results: traced.structure };
}

function oneByOne(
  run: Run,
  args: readonly Tensor[],
  mapped: readonly boolean[],
  size: number,
): Mapped {
  const elements = Array.from({ length: size }, (_, i) =>
    flatten(run(args.map((arg, j) => (mapped[j] ? arg.select(0, i) : arg)))),
  );
  const [first] = elements;
  const outputs = first.tensors.map((_, i) => stack(elements.map(({ tensors }) => tensors[i])));
  return { outputs, results: first.structure };
}

function isDim(dims: InDim | readonly InDim[]): dims is InDim {
  return dims === null || typeof dims === 'number';
}

function movedToFront(tensor: Tensor, dim: InDim | undefined): Tensor {
  return typeof dim === 'number' && dim !== 0 ? tensor.movedim(dim, 0) : tensor;
}

function sizeOf(
  given: readonly Tensor[],
  inFront: readonly Tensor[],
  mapped: readonly boolean[],
): number {
  const sizes = inFront.flatMap(({ shape }, i) => (mapped[i] ? [shape[0]] : []));
  const [size] = sizes;
  if (size !== undefined && size > 0 && sizes.every((other) => other === size)) return size;
  const shapes = given.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
  throw new TransformationError(
    'vmap',
    'batch size',
    sizes.length === 0
      ? 'no argument has a dimension for the batch; inDims must not be null for all.'
      : `all arguments must have batches of one size, 1 or more; it got tensors of shape ${shapes}. ` +
          'Use null in inDims for arguments that are the same for all elements.',
  );
}
