/** Forgetting gradients, of modules and optimizers alike. */
import { zerosLike } from './creation.js';
import { withDefaults } from './options.js';
import type { Tensor } from './tensor.js';

/** Options of `zeroGrad`. */
export interface ZeroGradOptions {
  /** Whether gradients are forgotten, which lets an optimizer pass over a parameter without one; or else zeros. Default true. */
  setToNone?: boolean;
}

/** Forgets the gradients, or fills those that there are with zeros. */
export function zeroGrads(
  owner: string,
  parameters: readonly Tensor[],
  options: ZeroGradOptions,
): void {
  const { setToNone } = withDefaults(owner, options, { setToNone: true });
  for (const parameter of parameters) {
    if (setToNone) parameter.zeroGrad();
    else if (parameter.gradValue) parameter.grad = zerosLike(parameter);
  }
}
