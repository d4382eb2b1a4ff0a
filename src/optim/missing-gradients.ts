/** Notices parameters that never get a gradient, which no step can change. */
import type { Tensor } from '../tensor/index.js';
import { warnOnce } from '../warn-once.js';

/** Steps after which a gradient should have come. */
const STEPS = 10;

export class MissingGradients {
  readonly #seen = new WeakSet<Tensor>();
  #steps = 0;

  /** To be called at each step. */
  look(optimizer: {
    readonly paramGroups: readonly { readonly params: readonly Tensor[] }[];
  }): void {
    if (this.#steps > STEPS) return;
    const parameters = optimizer.paramGroups.flatMap(({ params }) => params);
    for (const parameter of parameters) if (parameter.gradVersion) this.#seen.add(parameter);
    if (++this.#steps <= STEPS) return;
    const missing = parameters.filter((one) => one.requiresGrad && !this.#seen.has(one));
    if (missing.length === 0) return;
    if (missing.length === parameters.length) {
      warnOnce(
        optimizer,
        'gradient',
        `none of the optimizer's parameters got a gradient in ${STEPS} steps, so nothing is learnt. Was the model made ` +
          'anew after the optimizer, or is loss.backward() missing?',
      );
      return;
    }
    const shapes = missing.slice(0, 5).map(({ shape }) => `[${shape.join(', ')}]`);
    warnOnce(
      optimizer,
      'gradient',
      `${missing.length} of ${parameters.length} parameters got no gradient in ${STEPS} steps, so training can't change ` +
        `them. Their shapes: ${shapes.join(', ')}${missing.length > 5 ? ', ...' : ''}. Does forward() use the layers? ` +
        'A detach(), an item() or an argmax() on the way cuts the gradient off.',
    );
  }
}
