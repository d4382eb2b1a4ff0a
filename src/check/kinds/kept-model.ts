/** Lets a check change a model and puts it back: parameters, buffers, gradients and modes. */
import type { Module } from '../../nn/index.js';
import { noGrad } from '../../tensor/index.js';

export function keepingModel<T>(net: Module, body: () => T): T {
  const tensors = [...net.parameters(), ...net.buffers()];
  const values = noGrad(() => tensors.map((tensor) => tensor.clone().keep()));
  const parameters = net.parameters();
  const gradients = parameters.map(({ grad }) => grad);
  const modes = net.modules().map((module) => [module, module.training] as const);
  // They would be added to; what was there is put back afterwards.
  for (const parameter of parameters) parameter.grad = undefined;
  try {
    return body();
  } finally {
    noGrad(() => {
      tensors.forEach((tensor, i) => {
        tensor.copy_(values[i]);
      });
    });
    parameters.forEach((parameter, i) => {
      parameter.grad = gradients[i];
    });
    // From the outside in: a module's mode sets that of those inside.
    for (const [module, training] of modes) module.train(training);
  }
}
