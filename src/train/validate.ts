/** The figures that `fit` shows after each epoch: the loss, and the accuracy of a classifier. */
import type { DataLoader } from '../data/index.js';
import type { Module } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { inEvalMode } from './eval-mode.js';
import type { Criterion } from './step.js';

export interface Validation {
  /** The mean over the samples. */
  validationLoss: number;
  validationAccuracy?: number;
}

export function validate(net: Module, loader: DataLoader, criterion: Criterion): Validation {
  return inEvalMode(net, () => {
    let loss = 0;
    let right = 0;
    let samples = 0;
    let classifies = true;
    for (const [inputs, targets] of loader) {
      const outputs = net(inputs);
      const batchLoss = criterion(outputs, targets);
      classifies &&= isClassification(outputs, targets);
      if (classifies) right += outputs.argmax(1).eq(targets).sum().item();
      loss += batchLoss.item() * targets.shape[0];
      samples += targets.shape[0];
    }
    const validationLoss = loss / samples;
    return classifies
      ? { validationLoss, validationAccuracy: right / samples }
      : { validationLoss };
  });
}

/** Logits `[batch, classes]` and one class number for each sample. */
export function isClassification(outputs: Tensor, targets: Tensor): boolean {
  return outputs.ndim === 2 && targets.ndim === 1 && targets.dtype === 'int32';
}
