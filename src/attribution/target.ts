/** Which output of a model is explained. */
import type { Module } from '../nn/index.js';
import { Tensor, tensor } from '../tensor/index.js';
import { AttributionError } from './errors.js';

export interface TargetOptions {
  /** The class that is explained: one for all samples, or one for each. Default: the likeliest of each. */
  readonly target?: number | ArrayLike<number>;
}

/** The score of the explained class, summed over the samples, as a function of the model's outputs. */
export type Score = (outputs: Tensor) => Tensor;

/**
 * Runs the model once, to see which classes there are.
 * @throws AttributionError unless the model gives `[batch, classes]` or one number a sample, and has these classes
 */
export function scoreOf(net: Module, inputs: Tensor, { target }: TargetOptions): Score {
  const outputs: unknown = net(inputs);
  const [batch] = inputs.shape;
  if (!(outputs instanceof Tensor) || outputs.shape[0] !== batch || outputs.ndim > 2) {
    const got = outputs instanceof Tensor ? `[${outputs.shape.join(', ')}]` : typeof outputs;
    throw new AttributionError(
      `A model is explained that gives [batch, classes], or one number a sample; for ${batch} samples it gave ${got}.`,
    );
  }
  if (outputs.numel() === batch && target === undefined) return (given) => given.sum();
  const classes = outputs.ndim === 2 ? outputs.shape[1] : 1;
  const targets =
    target === undefined
      ? Array.from(outputs.argmax(1).dataSync())
      : typeof target === 'number'
        ? Array<number>(batch).fill(target)
        : Array.from(target);
  checkTargets(targets, batch, classes);
  const index = tensor(targets.map((one) => [one])).to('int32');
  return (given) => given.reshape([batch, classes]).gather(1, index).sum();
}

function checkTargets(targets: readonly number[], batch: number, classes: number): void {
  if (targets.length !== batch) {
    throw new AttributionError(`target has ${targets.length} classes for ${batch} samples.`);
  }
  const wrong = targets.find((one) => !(Number.isInteger(one) && one >= 0 && one < classes));
  if (wrong === undefined) return;
  throw new AttributionError(
    `target has class ${wrong}; the model has ${classes}, numbered from 0.`,
  );
}
