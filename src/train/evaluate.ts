/** `evaluate`: how well a classifier does on data that it has not seen. */

import type { DataLoader } from '../data/index.js';
import { joined } from '../joined-arrays.js';
import { CrossEntropyLoss, type Module } from '../nn/index.js';
import { FitError } from './errors.js';
import { inEvalMode } from './eval-mode.js';
import type { Criterion } from './step.js';
import { isClassification } from './validate.js';

export interface Evaluation {
  /** The mean loss over the samples. */
  loss: number;
  /** Share of right answers, 0 to 1. */
  accuracy: number;
  /** The true class of each sample, in the loader's order. */
  labels: Int32Array;
  /** The class with the highest score. */
  predicted: Int32Array;
  /** Softmax of the model's output, `[samples, classes]` row by row. */
  probabilities: Float32Array;
  classes: number;
}

/**
 * Runs a classifier over a loader, in eval mode and without gradients.
 *
 * @param net gives logits `[batch, classes]`.
 * @throws FitError when the model's outputs or the targets are not those of a classifier.
 */
export function evaluate(
  net: Module,
  loader: DataLoader,
  { criterion = new CrossEntropyLoss() }: { criterion?: Criterion } = {},
): Evaluation {
  const labels: number[] = [];
  const predicted: number[] = [];
  const probabilities: Float32Array[] = [];
  let lossSum = 0;
  let classes = 0;
  inEvalMode(net, () => {
    for (const [inputs, targets] of loader) {
      const outputs = net(inputs);
      if (!isClassification(outputs, targets)) throw notAClassifier(outputs.shape, targets.shape);
      const loss = criterion(outputs, targets);
      const softmax = outputs.softmax(1);
      const best = outputs.argmax(1);
      lossSum += loss.item() * targets.shape[0];
      classes = outputs.shape[1];
      labels.push(...targets.dataSync());
      predicted.push(...best.dataSync());
      probabilities.push(Float32Array.from(softmax.dataSync()));
    }
  });
  const right = labels.reduce((sum, label, i) => sum + Number(label === predicted[i]), 0);
  return {
    loss: lossSum / labels.length,
    accuracy: right / labels.length,
    labels: Int32Array.from(labels),
    predicted: Int32Array.from(predicted),
    probabilities: joined(probabilities),
    classes,
  };
}

function notAClassifier(outputs: readonly number[], targets: readonly number[]): FitError {
  return new FitError(
    `evaluate expects logits of shape [batch, classes] and int32 labels of shape [batch]; the model ` +
      `gave [${outputs.join(', ')}] and the loader's targets are [${targets.join(', ')}].`,
  );
}
