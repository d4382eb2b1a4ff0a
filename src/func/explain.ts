/** `explain`: the program that a function is on the engine, beside the code that it came from. */

import { notingMakers } from '../maker.js';
import { StateWatch, type Tensor } from '../tensor/index.js';
import { explainTraced } from '../xla/explain.js';
import { type Explanation, registered } from '../xla/index.js';
import { checkFunctions, TransformationError } from './errors.js';
import { onXla } from './on-xla.js';
import { settleAtBeginning, trace } from './trace.js';
import { flatten, unflatten } from './tree.js';

/**
 * The program that a call of `fn` would run, a whole training step too: its StableHLO beside the lines of code that it
 * came from, and by operation the floating-point operations of products and the bytes. `fn` is called once to be
 * recorded; nothing is computed, and parameters and optimizers stay as they are. JAX: `jax.make_jaxpr`.
 *
 * @example console.log(explain(step, images, labels))
 * @throws CaptureError when it reads a value.
 * @throws TransformationError where the engine isn't what computes.
 */
export function explain<Args extends readonly unknown[]>(
  fn: (...args: Args) => unknown,
  ...args: Args
): Explanation {
  checkFunctions('explain', fn);
  if (!onXla()) {
    throw new TransformationError(
      'explain',
      'no program',
      "only the engine makes programs: call await device('cpu') before, and leave detectAnomaly.",
    );
  }
  const { tensors, structure } = flatten(args);
  const run = (parameters: Tensor[]) => fn(...(unflatten(structure, parameters) as Args));
  const recorded = notingMakers(() => trace(tensors, run, new StateWatch<Tensor>(), true));
  try {
    return explainTraced(registered(), recorded.traced);
  } finally {
    settleAtBeginning(recorded);
    const { traced, beginnings, back } = recorded;
    for (const one of [traced, beginnings, back?.traced]) one?.dispose();
  }
}
