/** A loop whose end the device decides. */
import * as tf from '@tensorflow/tfjs-core';
import { AutogradError, type Tensor } from '../tensor/index.js';
import { whileLoop as whileOp } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { remembered } from './remember.js';
import { tracePure, typesOf } from './trace.js';
import { type Flat, flatten, mismatch, type Tree, unflatten } from './tree.js';

/**
 * Repeats `body` on a value while `condition` gives true for it, as one loop on the device: nothing is read. On other
 * backends than XLA the condition is read before each step. JAX: `jax.lax.while_loop`; PyTorch: `torch.while_loop`.
 *
 * There is no gradient through it, since the number of steps isn't known: `scan` has one.
 *
 * @param condition gives a tensor of one element
 * @param body gives a value of the same structure, shapes and types
 * @throws TransformationError when the value changes its structure, shape or type.
 * @throws CaptureError when a function reads a value.
 */
export function whileLoop<Value extends Tree>(
  condition: (value: Value) => Tensor,
  body: (value: Value) => Value,
  init: Value,
): Value {
  checkFunctions('whileLoop', condition, body);
  const first = flatten(init);
  const unpack = (tensors: readonly Tensor[]) => unflatten(first.structure, tensors) as Value;
  const step = (tensors: readonly Tensor[]): Tensor[] => {
    const after = flatten(body(unpack(tensors)));
    checkSame(first, after);
    return after.tensors;
  };
  const test = (tensors: readonly Tensor[]): Tensor => {
    const goesOn = condition(unpack(tensors));
    if (goesOn.numel() === 1) return goesOn;
    throw new TransformationError(
      'whileLoop',
      'predicate',
      `the condition must give one element, and gave a tensor of shape [${goesOn.shape.join(', ')}].`,
    );
  };
  return unpack((onXla() ? onDevice : oneByOne)({ init: first.tensors, test, step }));
}

/** A loop over the tensors of its value. */
interface Loop {
  readonly init: readonly Tensor[];
  /** Gives one element. */
  test(tensors: readonly Tensor[]): Tensor;
  step(tensors: readonly Tensor[]): Tensor[];
}

function oneByOne({ init, test, step }: Loop): readonly Tensor[] {
  let state = init;
  while (test(state).item()) state = step(state);
  return state;
}

function onDevice({ init, test, step }: Loop): Tensor[] {
  const types = typesOf(init);
  const condition = tracePure('whileLoop', types, (parameters) => {
    const goesOn = test(parameters);
    return goesOn.dtype === 'bool' && goesOn.ndim === 0 ? goesOn : goesOn.reshape([]).bool();
  });
  const body = tracePure('whileLoop', types, step);
  if (condition.draws.length + body.draws.length > 0) {
    throw new TransformationError(
      'whileLoop',
      'structure',
      'its functions draw random numbers, and how often is not known; use scan, or carry the numbers in.',
    );
  }
  const start = init.map((tensor) => tensor.tf);
  const values = tf.tidy(() => whileOp(registered(), condition.traced, body.traced, start));
  for (const { traced, back } of [condition, body]) {
    traced.dispose();
    back?.traced.dispose();
  }
  const way = body.back ?? body.noBack;
  return remembered({
    name: 'whileLoop',
    values,
    next: way ? [...init.map(({ gradNode }) => gradNode), ...way.outer] : [],
    saved: [],
    back: () => {
      throw new AutogradError(
        'no rule',
        'backward: there is no gradient through whileLoop, whose number of steps is not known. Use scan, with a ' +
          'fixed number of steps, or call it under noGrad.',
      );
    },
  });
}

function checkSame(before: Flat, after: Flat): void {
  const wrong = mismatch(before, after);
  if (wrong === undefined) return;
  throw new TransformationError(
    'whileLoop',
    'structure',
    `the body must give a value like the one that it gets: ${wrong}.`,
  );
}
