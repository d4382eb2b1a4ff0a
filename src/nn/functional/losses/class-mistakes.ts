/** Mistakes with losses of classes that everyone makes. */
import type { Tensor } from '../../../tensor/index.js';
import { warnOnce } from '../../../warn-once.js';

/** @param loss for which it is said once */
export function warnOfSoftmax(loss: object, input: Tensor): void {
  if (!/^(log)?softmax/i.test(input.gradFn?.name ?? '')) return;
  warnOnce(
    loss,
    'softmax',
    'the model ends in a softmax, and the cross entropy applies another one: it expects scores. ' +
      'Leave the softmax out of the model (use it on its outputs afterwards), or train a LogSoftmax ' +
      'with nn.NLLLoss.',
  );
}

/** @param loss for which it is said once */
export function warnOfSigmoid(loss: object, input: Tensor): void {
  if (!/^sigmoid/i.test(input.gradFn?.name ?? '')) return;
  warnOnce(
    loss,
    'sigmoid',
    'the model ends in a sigmoid, and BCEWithLogitsLoss applies another one: it expects scores. Leave the ' +
      'sigmoid out of the model (use it on its outputs afterwards), or train it with nn.BCELoss.',
  );
}

/** A text about the first class number that the model has no output for. */
export function labelOutOfRange(
  labels: Iterable<number>,
  classes: number,
  ignoreIndex = -100,
): string | undefined {
  for (const label of labels) {
    if ((label >= 0 && label < classes) || label === ignoreIndex) continue;
    return (
      `the loss is NaN because of a label out of range: ${label}, and the model has ${classes} outputs, ` +
      `for the classes 0 to ${classes - 1}. Number the classes from 0, or give the last layer ` +
      'more outputs; then make the model anew.'
    );
  }
  return undefined;
}
