/** Mistakes with losses of classes that everyone makes. */
import { remarkOn, type Tensor } from '../../../tensor/index.js';
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

const SHARES = /^(softmax|softmin|sigmoid)/i;
const TAKES_LOGARITHMS = 'End the model in nn.LogSoftmax (or x.logSoftmax(1))';

/**
 * Of a loss that takes log probabilities, which are at most 0: said of what is made by a softmax at once, of scores when
 * a loss below 0 is read, since looking at them would make each step wait for the device.
 * @param loss for which it is said once
 */
export function warnOfNoLogarithms(loss: object, input: Tensor, result: Tensor): void {
  const remedy = `${TAKES_LOGARITHMS}, or give its scores to nn.CrossEntropyLoss, which has both inside.`;
  if (SHARES.test(input.gradFn?.name ?? '')) {
    warnOnce(
      loss,
      'logarithms',
      `NLLLoss takes log probabilities and got probabilities. ${remedy}`,
    );
    return;
  }
  remarkOn(result.gradFn, (value) => {
    if (!(value < 0)) return;
    const text = `NLLLoss is ${value.toFixed(4)}, below 0: its input is no log probabilities, which are at most 0. ${remedy}`;
    warnOnce(loss, 'logarithms', text);
  });
}

/** @param loss for which it is said once */
export function warnOfDivergence(
  loss: object,
  input: Tensor,
  target: Tensor,
  logTarget: boolean,
): void {
  if (SHARES.test(input.gradFn?.name ?? '')) {
    warnOnce(
      loss,
      'logarithms',
      `KLDivLoss takes log probabilities as its input and got probabilities. ${TAKES_LOGARITHMS}; the target stays ` +
        'probabilities.',
    );
  }
  if (!logTarget && /^logSoftmax/i.test(target.gradFn?.name ?? '')) {
    warnOnce(
      loss,
      'log target',
      'KLDivLoss takes probabilities as its target and got their logarithms. Give it a softmax, or say so by ' +
        '{ logTarget: true }.',
    );
  }
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
