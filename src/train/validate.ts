/** The figures that `fit` shows after each epoch: the loss; of a classifier the accuracy and other metrics. */
import type { DataLoader } from '../data/index.js';
import type { Module } from '../nn/index.js';
import { Tensor } from '../tensor/index.js';
import { inEvalMode } from './eval-mode.js';
import type { EpochRecord } from './history.js';
import type { RunMetrics } from './run-metrics.js';
import type { Share } from './share-batches.js';
import type { Criterion } from './step.js';

/** Loss (the mean over the samples), accuracy where the model classifies, and the metrics. */
export type Validation = Pick<EpochRecord, 'validationLoss' | 'validationAccuracy'> &
  Record<string, number>;

/** What is measured, and on which devices. */
interface Measured {
  readonly criterion: Criterion;
  readonly metrics: RunMetrics;
  readonly share: Share;
}

export function validate(
  net: Module,
  loader: DataLoader,
  { criterion, metrics, share }: Measured,
): Validation {
  return inEvalMode(net, () => {
    let loss = 0;
    let samples = 0;
    let classifies = true;
    const labels: number[] = [];
    const predicted: number[] = [];
    for (const [inputs, targets] of loader) {
      const outputs = net(share(inputs));
      const batchLoss = criterion(outputs, targets);
      classifies &&= isClassification(outputs, targets);
      if (classifies) {
        predicted.push(...outputs.argmax(1).dataSync());
        labels.push(...targets.dataSync());
      }
      loss += batchLoss.item() * targets.shape[0];
      samples += targets.shape[0];
    }
    const validationLoss = loss / samples;
    if (!classifies) {
      metrics.leaveOut();
      return { validationLoss };
    }
    const right = labels.filter((label, i) => label === predicted[i]).length;
    const figures = metrics.measure(Int32Array.from(labels), Int32Array.from(predicted));
    return { validationLoss, validationAccuracy: right / samples, ...figures };
  });
}

/** Logits `[batch, classes]` and one class number for each sample; a model of several outputs gives no tensor. */
export function isClassification(outputs: unknown, targets: Tensor): boolean {
  return (
    outputs instanceof Tensor &&
    outputs.ndim === 2 &&
    targets.ndim === 1 &&
    targets.dtype === 'int32'
  );
}
