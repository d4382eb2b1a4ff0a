/** Less memory for more computing: what the way back needs is computed again. */
import * as tf from '@tensorflow/tfjs-core';
import { stepRandom } from '../random/index.js';
import { isGradEnabled } from '../tensor/index.js';
import { call, heldCall } from '../xla/control/index.js';
import { registered } from '../xla/index.js';
import { checkFunctions } from './errors.js';
import { onXla } from './on-xla.js';
import { onlySaved, orZeros, remembered } from './remember.js';
import { goNowhere, nextOf, settle, trace } from './trace.js';
import { flatten, type Tree, unflatten } from './tree.js';

/**
 * Calls `fn`, and keeps nothing for `backward` but the arguments: what is between is computed again when it is needed.
 * Random numbers that it draws are the same both times. On other backends than XLA `fn` is called as it stands.
 * PyTorch: `torch.utils.checkpoint.checkpoint`; JAX: `jax.checkpoint`.
 *
 * @param fn from tensors to a tensor, or arrays and objects of them; anything from outside may be used
 * @throws CaptureError when it reads a value.
 */
export function checkpoint<Args extends readonly unknown[], Result extends Tree>(
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  checkFunctions('checkpoint', fn);
  if (!onXla() || !isGradEnabled()) return fn(...args);
  const { tensors, structure } = flatten(args);
  const traced = trace(tensors, (parameters) => fn(...(unflatten(structure, parameters) as Args)));
  const backend = registered();
  const draws = traced.draws.map((draw) => onlySaved(stepRandom(draw), 'checkpoint'));
  const inputs = [...tensors, ...draws];
  const values = tf.tidy(() =>
    call(
      backend,
      traced.traced,
      inputs.map((tensor) => tensor.tf),
    ),
  );
  traced.traced.dispose();
  const { back, results } = traced;
  const next = nextOf(traced, inputs);
  const captured =
    next.length > 0
      ? (back?.traced.captured.map((value) => onlySaved(value, 'checkpoint')) ?? [])
      : [];
  const outputs = remembered({
    name: 'checkpoint',
    values: settle(traced, values),
    next,
    saved: next.length > 0 ? [...inputs, ...captured] : [],
    back: (dys, saved) => {
      if (!back) return goNowhere(traced);
      const { subgraph } = back.traced;
      const split = inputs.length;
      return heldCall(backend, { subgraph, captured: saved.slice(split) }, [
        ...saved.slice(0, split),
        ...orZeros(dys, back.from, results),
      ]);
    },
  });
  return unflatten(traced.structure, outputs) as Result;
}
