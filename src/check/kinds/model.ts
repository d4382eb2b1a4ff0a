/** What a model says of batches, as checks compare it. */
import type { DataLoader } from '../../data/index.js';
import type { Module } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';
import { inEvalMode } from '../../train/eval-mode.js';

export type Task = 'multiclass' | 'binary' | 'regression';

/** Changes a batch of inputs, as a transform does. */
export type Change = (inputs: Tensor) => Tensor;

/** What a model that is checked takes and is tried on. */
export interface Subject {
  readonly net: Module;
  readonly data: DataLoader;
  readonly task: Task;
}

/** The outputs for a batch's samples, a row for each. */
function rowsOf(outputs: Tensor): Float32Array[] {
  const [count = 1] = outputs.shape;
  const values = Float32Array.from(outputs.dataSync());
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

/** Outputs without and with the change, for each sample of the data, in eval mode. */
export function* changedPairs(
  { net, data }: Subject,
  change: Change,
): Generator<readonly [before: Float32Array, after: Float32Array]> {
  for (const [inputs] of data) {
    const [before, after] = inEvalMode(net, () => [
      rowsOf(net(inputs)),
      rowsOf(net(change(inputs))),
    ]);
    for (const [i, row] of before.entries()) yield [row, after[i] ?? new Float32Array()];
  }
}

/** The class with the highest score; of one score, whether it is the second. */
export function classOf(outputs: Float32Array): number {
  if (outputs.length === 1) return Number((outputs[0] ?? 0) > 0);
  return outputs.indexOf(outputs.reduce((most, score) => Math.max(most, score), -Infinity));
}

/** The logarithm of a class's odds against the others, which grows with its probability and never saturates. */
export function logOdds(outputs: Float32Array, target: number): number {
  if (outputs.length === 1) return (target === 1 ? 1 : -1) * (outputs[0] ?? 0);
  const others = outputs.filter((_, i) => i !== target);
  const most = others.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = others.reduce((total, score) => total + Math.exp(score - most), 0);
  return (outputs[target] ?? Number.NaN) - most - Math.log(sum);
}

/** The first batch of the data. */
export function firstBatch({ data }: Subject): readonly [inputs: Tensor, targets: Tensor] {
  for (const [inputs, targets] of data) return [inputs.keep(), targets.keep()];
  throw new Error('There is no batch in the data.');
}
