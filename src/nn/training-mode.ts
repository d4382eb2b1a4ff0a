/** Notices models that are used as if they trained. */
import { isGradEnabled } from '../tensor/index.js';
import { warnOnce } from '../warn-once.js';

let isMeant = false;

/** Runs what uses a model in training mode on purpose, as measuring its batch norms anew. */
export function inTrainingMode(body: () => void): void {
  const before = isMeant;
  isMeant = true;
  try {
    body();
  } finally {
    isMeant = before;
  }
}

/** @param does what the layer does in training, as `drops` */
export function warnOfTrainingMode(layer: { readonly training: boolean }, does: string): void {
  if (isMeant || !layer.training || isGradEnabled()) return;
  warnOnce(
    layer,
    'eval',
    `${layer.constructor.name} ${does} although no gradients are computed. To use the model call net.eval() first, and ` +
      'net.train() before training goes on.',
  );
}
