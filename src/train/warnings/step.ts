/** Mistakes that the first step of a run shows. */
import type { Module } from '../../nn/index.js';
import { warnOnce } from '../../warn-once.js';

/** Says which parameters got no gradient: after the way back. */
export function warnOfGradients(net: Module, optimizer: object): void {
  const without = net
    .namedParameters()
    .filter(([, parameter]) => parameter.requiresGrad && !parameter.gradValue)
    .map(([path]) => path);
  if (without.length === 0) return;
  const names = without.slice(0, 5).join(', ');
  const more = without.length > 5 ? ` and ${without.length - 5} more` : '';
  warnOnce(
    optimizer,
    'gradient',
    `the loss does not depend on ${names}${more}, so training can't change ${without.length > 1 ? 'them' : 'it'}. ` +
      'Does forward() use the layer? A detach(), an item() or an argmax() on the way cuts the gradient off.',
  );
}
