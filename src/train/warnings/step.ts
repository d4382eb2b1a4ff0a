/** Mistakes that the first step of a run shows. */
import { CrossEntropyLoss, type Module } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';
import { warnOnce } from '../../warn-once.js';

/** Says what is wrong with a model's outputs: after the forward pass, before the way back. */
export function warnOfOutputs(net: Module, outputs: Tensor, criterion: unknown): void {
  const isSoftmax = /^(log)?softmax/i.test(outputs.gradFn?.name ?? '');
  if (!(criterion instanceof CrossEntropyLoss) || !isSoftmax) return;
  warnOnce(
    net,
    'softmax',
    'the model ends in a softmax, and CrossEntropyLoss applies another one: it expects scores. ' +
      'Leave the softmax out of the model (use it on its outputs afterwards), or train a LogSoftmax ' +
      'with nn.NLLLoss.',
  );
}

/** Says which parameters got no gradient: after the way back. */
export function warnOfGradients(net: Module): void {
  const without = net
    .namedParameters()
    .filter(([, parameter]) => parameter.requiresGrad && !parameter.gradValue)
    .map(([path]) => path);
  if (without.length === 0) return;
  const names = without.slice(0, 5).join(', ');
  const more = without.length > 5 ? ` and ${without.length - 5} more` : '';
  warnOnce(
    net,
    'gradient',
    `the loss does not depend on ${names}${more}, so training can't change ${without.length > 1 ? 'them' : 'it'}. ` +
      'Does forward() use the layer? A detach(), an item() or an argmax() on the way cuts the gradient off.',
  );
}
