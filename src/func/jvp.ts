/** Derivatives along a direction. */
import {
  enableGrad,
  type GradNode,
  gradientsWithGraph,
  ones,
  Tensor,
  zeros,
} from '../tensor/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { alongLeaves, dependOnOlder, leavesOf } from './leaves.js';
import { flatten, type Tree, unflatten } from './tree.js';

/**
 * The value of a function, and how it changes where its arguments move by `tangents`: a Jacobian times a vector. Computed
 * as the gradient of a gradient, for the cost of about two passes back. PyTorch: `torch.func.jvp`; JAX: `jax.jvp`.
 *
 *     const [value, tangent] = jvp((x: Tensor) => x.square(), [tensor([1, 2])], [tensor([1, 0])]);
 *     tangent;  // [2, 0]
 *
 * @param tangents one for each argument, of the same structure and shapes
 * @throws TransformationError when the tangents are not like the arguments.
 * @throws AutogradError when an operation of `fn` has no second derivative.
 */
export function jvp<Args extends readonly Tree[], Result extends Tree>(
  fn: (...args: Args) => Result,
  primals: Args,
  tangents: { readonly [K in keyof Args]: Args[K] },
): [value: Result, tangent: Result] {
  checkFunctions('jvp', fn);
  const { tensors, structure } = flatten(primals);
  const directions = flatten(tangents).tensors;
  checkTangents(tensors, directions);
  const leaves = leavesOf(tensors);
  const value = enableGrad(() => fn(...(unflatten(structure, leaves.leaves) as never as Args)));
  const results = flatten(value);
  const isAgain = dependOnOlder([...results.tensors, ...directions], leaves);
  const moved = enableGrad(() => {
    const cotangents = results.tensors.map(({ shape }) => zeros([...shape]).requiresGrad_());
    const gradients = pulledBack(results.tensors, cotangents, leaves);
    // Linear in the cotangents: its gradient by them is the tangent.
    const along = gradients.flatMap((gradient, i) =>
      gradient ? [gradient.mul(directions[i]).sum()] : [],
    );
    return byCotangents(along, cotangents);
  });
  const end = (tensor: Tensor) => (isAgain ? tensor : tensor.detach());
  return [
    unflatten(results.structure, results.tensors.map(end)) as Result,
    unflatten(results.structure, moved.map(end)) as Result,
  ];
}

function pulledBack(
  results: readonly Tensor[],
  cotangents: readonly Tensor[],
  leaves: ReturnType<typeof leavesOf>,
): (Tensor | undefined)[] {
  const start = new Map<GradNode, Tensor>();
  results.forEach(({ gradNode }, i) => {
    if (gradNode) start.set(gradNode, start.get(gradNode)?.add(cotangents[i]) ?? cotangents[i]);
  });
  return alongLeaves(leaves, (nodes) => gradientsWithGraph(start, nodes, leaves.oldest));
}

function byCotangents(along: readonly Tensor[], cotangents: readonly Tensor[]): Tensor[] {
  const start = new Map(
    along.flatMap((sum) => (sum.gradNode ? [[sum.gradNode, ones([])] as const] : [])),
  );
  const nodes = cotangents.flatMap(({ gradNode }) => gradNode ?? []);
  const found = gradientsWithGraph(start, nodes);
  return cotangents.map((cotangent, i) => found[i] ?? cotangent.detach());
}

function checkTangents(primals: readonly Tensor[], tangents: readonly Tensor[]): void {
  const isAlike = (tensor: Tensor, i: number) =>
    tangents[i] instanceof Tensor && `${tangents[i].shape}` === `${tensor.shape}`;
  const wrong = primals.findIndex((tensor, i) => !isAlike(tensor, i));
  if (wrong < 0 && primals.length === tangents.length) return;
  const shapes = (tensors: readonly Tensor[]) =>
    tensors.map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
  throw new TransformationError(
    'jvp',
    'structure',
    `the tangents must be like the arguments: these have the shapes ${shapes(primals)}, the tangents ` +
      `${shapes(tangents)}.`,
  );
}
