/** The figures that `fit` shows after each epoch: the loss; of a classifier the accuracy and other metrics. */

import type { Module } from '../nn/index.js';
import { Tensor } from '../tensor/index.js';
import { TURN_MILLISECONDS, turnOfTheEventLoop } from './epoch.js';
import { inEvalModeAsync } from './eval-mode.js';
import { hold, readHeld } from './held-figures.js';
import type { EpochRecord } from './history.js';
import { type PairLoader, pairOf } from './pairs.js';
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

export async function validate(
  net: Module,
  loader: PairLoader,
  { criterion, metrics, share }: Measured,
): Promise<Validation> {
  return inEvalModeAsync(net, async () => {
    const batches = loader.batches(loader.epochOrder());
    let lastTurn = performance.now();
    let loss = 0;
    let samples = 0;
    let classifies = true;
    const labels: number[] = [];
    const predicted: number[] = [];
    for (const batch of batches) {
      const [inputs, targets] = pairOf('fit', batch);
      const outputs = net(share(inputs));
      const batchLoss = criterion(outputs, targets);
      classifies &&= isClassification(outputs, targets);
      const figures = [batchLoss, ...(classifies ? [outputs.argmax(1), targets] : [])].map(hold);
      const [size] = targets.shape;
      // What other cells make in their turn must not fall into this loop's memory scope.
      batches.endIteration();
      const [[batchMean], classes = [], wanted = []] = await readHeld(figures);
      predicted.push(...classes);
      labels.push(...wanted);
      loss += batchMean * size;
      samples += size;
      if (performance.now() - lastTurn < TURN_MILLISECONDS) continue;
      await turnOfTheEventLoop();
      lastTurn = performance.now();
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
