/** A loop whose end the device decides. */
import * as tf from '@tensorflow/tfjs-core';
import { AutogradError, isGradEnabled, type Tensor } from '../tensor/index.js';
import { whileLoop as whileOp } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { remembered } from './remember.js';
import { tracePure } from './trace.js';
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
  if (!onXla()) {
    let state: readonly Tensor[] = first.tensors;
    while (test(state).item()) state = step(state);
    return unpack(state);
  }
  const types = first.tensors.map(({ shape, dtype, requiresGrad }) => ({
    shape,
    dtype,
    requiresGrad: requiresGrad && isGradEnabled(),
  }));
  const conditionTrace = tracePure('whileLoop', types, (parameters) => {
    const goesOn = test(parameters);
    return goesOn.dtype === 'bool' && goesOn.ndim === 0 ? goesOn : goesOn.reshape([]).bool();
  });
  const bodyTrace = tracePure('whileLoop', types, step);
  if (conditionTrace.draws.length + bodyTrace.draws.length > 0) {
    throw new TransformationError(
      'whileLoop',
      'structure',
      'its functions draw random numbers, and how often is not known; use scan, or carry the numbers in.',
    );
  }
  const values = tf.tidy(() =>
    whileOp(
      registered(),
      conditionTrace.traced,
      bodyTrace.traced,
      first.tensors.map((tensor) => tensor.tf),
    ),
  );
  const { back, noBack } = bodyTrace;
  const way = back ?? noBack;
  for (const { traced } of [conditionTrace, bodyTrace]) traced.dispose();
  conditionTrace.back?.traced.dispose();
  back?.traced.dispose();
  return unpack(
    remembered({
      name: 'whileLoop',
      values,
      next: way ? [...first.tensors.map(({ gradNode }) => gradNode), ...way.outer] : [],
      saved: [],
      back: () => {
        throw new AutogradError(
          'no rule',
          'backward: there is no gradient through whileLoop, whose number of steps is not known. Use scan, with a ' +
            'fixed number of steps, or call it under noGrad.',
        );
      },
    }),
  );
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
