/** Notices loops that never forget a gradient, so that each step goes by all gradients so far. */
import type { Tensor } from '../tensor/index.js';
import { warnOnce } from '../warn-once.js';

/** Steps in a row that tell a mistake from an intention. */
const STEPS = 3;

export class ForgottenZeroGrad {
  #last: Tensor['gradVersion'];
  #inARow = 0;

  /** To be called at each step, with a parameter of the optimizer. */
  look(optimizer: object, parameter: Tensor): void {
    const now = parameter.gradVersion;
    const last = this.#last;
    this.#last = now;
    // One change since the last step: one more backward pass was added to it. Clearing in place would be another.
    const hasGrown = now && last && now.of === last.of && now.version === last.version + 1;
    this.#inARow = hasGrown ? this.#inARow + 1 : 0;
    if (this.#inARow < STEPS) return;
    warnOnce(
      optimizer,
      'zeroGrad',
      'the gradients add up from step to step, since nothing forgets them. Call optimizer.zeroGrad() before ' +
        'loss.backward(), in each iteration.',
    );
  }
}
