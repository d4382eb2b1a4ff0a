/** Losses of class numbers. PyTorch: `torch.nn.functional`. */
import * as tf from '@tensorflow/tfjs-core';
import {
  asOneOperation,
  checkOptionNames,
  DtypeError,
  explainNaN,
  OptionError,
  recordedOperation,
  ShapeError,
  sizeOf,
  Tensor,
  where,
} from '../../../tensor/index.js';
import { linear } from '../linear.js';
import { labelOutOfRange, warnOfNoLogarithms, warnOfSoftmax } from './class-mistakes.js';
import { checkTarget, type LossOptions, reduced } from './reduction.js';

/** Options of losses of classes. */
export interface ClassLossOptions extends LossOptions {
  /** A weight for each class, `[classes]`. */
  weight?: Tensor;
  /** Samples of this class count nothing. Default -100. */
  ignoreIndex?: number;
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** How much of the target is spread over all classes, 0 to 1. Default 0. */
  labelSmoothing?: number;
}

const CLASS_OPTIONS = { reduction: true, weight: true, ignoreIndex: true };
const CROSS_ENTROPY_OPTIONS = { ...CLASS_OPTIONS, labelSmoothing: true };

/** Classes last and samples in one dimension: `[batch, classes, ...]` to `[samples, classes]`. */
function classesLast(x: Tensor): Tensor {
  if (x.ndim === 2) return x;
  if (x.ndim === 1) return x.unsqueeze(0);
  const { shape } = x;
  const order = [0, ...shape.slice(2).map((_, i) => i + 2), 1];
  return x.permute(order).reshape([shape[0] * sizeOf(shape.slice(2)), shape[1]]);
}

/**
 * What each sample counts, `[samples]`: its class's weight, 0 where it is to be ignored. A class that does
 * not exist counts NaN: finding it here would mean waiting for the device, and no wrong number may come out.
 */
function sampleWeights(oneHot: Tensor, target: Tensor, options: ClassLossOptions): Tensor {
  const { weight, ignoreIndex = -100 } = options;
  const exists = oneHot.sum(1);
  const ignored = target.eq(ignoreIndex).float();
  const counts = exists.mul(ignored.neg().add(1)).div(exists.maximum(ignored));
  return weight ? counts.mul(oneHot.matmul(weight)) : counts;
}

/** What makes class numbers of a target in another shape, where it is one that is often met. */
function remedy(input: Tensor, target: Tensor, expected: readonly number[]): string {
  if (`${target.shape}` === `${input.shape}` && target.dtype !== 'float32') {
    return ' One-hot rows become numbers by target.argmax(1); as shares of classes they are taken by float().';
  }
  return `${target.shape}` === `${[...expected, 1]}` ? ' target.squeeze(-1) is.' : '';
}

export function checkTargets(name: string, input: Tensor, target: Tensor): void {
  const expected = input.ndim === 1 ? [] : [input.shape[0], ...input.shape.slice(2)];
  if (`${target.shape}` !== `${expected}`) {
    throw new ShapeError(
      name,
      [input.shape, target.shape],
      `${name} got an input of shape [${input.shape.join(', ')}] and a target of shape ` +
        `[${target.shape.join(', ')}].\n  For [batch, classes, ...] the target is class numbers, ` +
        `[batch, ...], here [${expected.join(', ')}].${remedy(input, target, expected)}`,
    );
  }
  if (target.dtype !== 'int32') {
    throw new DtypeError(
      name,
      `class numbers must be int32, got ${target.dtype}. Convert them by int().`,
    );
  }
}

/** @throws ShapeError unless there is a weight for each class. */
function checkWeight(name: string, input: Tensor, weight: Tensor | undefined): void {
  const classes = input.shape[input.ndim === 1 ? 0 : 1];
  if (!weight || `${weight.shape}` === `${classes}`) return;
  throw new ShapeError(
    name,
    [input.shape, weight.shape],
    `${name}: weight must have a number for each of the ${classes} classes, [${classes}], got ` +
      `[${weight.shape.join(', ')}].`,
  );
}

/**
 * The negative log likelihood of class numbers, int32 `[batch, ...]`, given log probabilities
 * `[batch, classes, ...]`. A class number outside of 0 to classes - 1 makes the loss NaN.
 */
export function nllLoss(
  logProbabilities: Tensor,
  target: Tensor,
  options: ClassLossOptions = {},
): Tensor {
  checkOptionNames('nllLoss', options, CLASS_OPTIONS);
  const loss = nllLossOf(logProbabilities, target, options);
  warnOfNoLogarithms(nllLoss, logProbabilities, loss);
  return loss;
}

/** As `nllLoss`, where the mistakes are said elsewhere. */
export function nllLossOf(
  logProbabilities: Tensor,
  target: Tensor,
  options: ClassLossOptions,
): Tensor {
  checkTarget('NLLLoss', target);
  checkWeight('NLLLoss', logProbabilities, options.weight);
  checkTargets('NLLLoss', logProbabilities, target);
  return explained('nllLoss', options, target, logProbabilities, (input, labels, weight) =>
    classLoss(classesLast(input), labels, { ...options, weight }, 0),
  );
}

/** The loss that `compute` gives, which can say which label made it NaN. */
function explained(
  name: string,
  options: CrossEntropyOptions,
  target: Tensor,
  input: Tensor,
  compute: (input: Tensor, target: Tensor, weight?: Tensor) => Tensor,
): Tensor {
  const { weight, ignoreIndex, reduction, labelSmoothing } = options;
  const loss = recordedOperation(
    name,
    `${ignoreIndex} ${reduction} ${labelSmoothing}`,
    weight ? [input, target, weight] : [input, target],
    compute,
  );
  const classes = input.shape[input.ndim === 1 ? 0 : 1];
  // A loss that someone keeps must not keep its labels.
  const labels = new WeakRef(target);
  explainNaN(loss.gradFn, () => {
    const there = labels.deref();
    return there && !there.storage.isReleased
      ? labelOutOfRange(there.dataSync(), classes, ignoreIndex)
      : undefined;
  });
  return loss;
}

function classLoss(
  logs: Tensor,
  target: Tensor,
  options: ClassLossOptions,
  labelSmoothing: number,
): Tensor {
  const { reduction = 'mean' } = options;
  const classes = logs.shape[1];
  const flat = target.reshape([-1]);
  const oneHot = Tensor.fromTfjs(tf.oneHot(flat.tf, classes, 1, 0, 'float32'), 'oneHot');
  const weights = sampleWeights(oneHot, flat, options);
  // A logit of minus infinity, for a class that can't be, is no reason for NaN in others.
  let losses = where(oneHot.gt(0), logs, 0).sum(1).neg().mul(weights);
  if (labelSmoothing > 0) {
    const { weight } = options;
    const spread = (weight ? logs.mul(weight) : logs).mean(1).neg();
    const counts = sampleWeights(oneHot, flat, { ...options, weight: undefined });
    losses = losses.mul(1 - labelSmoothing).add(spread.mul(counts).mul(labelSmoothing));
  }
  if (reduction === 'mean') {
    const total = weights.sum();
    const none = total.eq(0);
    // Where all are to be ignored the mean is NaN, but no gradient is.
    return losses
      .sum()
      .div(where(none, 1, total))
      .add(where(none, NaN, 0));
  }
  return reduced(losses.reshape(target.shape), reduction);
}

/**
 * Cross entropy of logits `[batch, classes, ...]` and class numbers int32 `[batch, ...]`, or probabilities
 * of the logits' shape; also without the batch. A class number outside of 0 to classes - 1 makes the loss NaN.
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  checkOptionNames('crossEntropy', options, CROSS_ENTROPY_OPTIONS);
  warnOfSoftmax(crossEntropy, input);
  return crossEntropyOf(input, target, options);
}

/** As `crossEntropy`, where the mistakes are said elsewhere. */
export function crossEntropyOf(
  input: Tensor,
  target: Tensor,
  options: CrossEntropyOptions,
): Tensor {
  checkTarget('CrossEntropyLoss', target);
  const { labelSmoothing = 0, reduction = 'mean', weight, ignoreIndex = -100 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new OptionError('CrossEntropyLoss', 'labelSmoothing', labelSmoothing, 'from 0 to 1');
  }
  checkWeight('CrossEntropyLoss', input, weight);
  if (target.dtype === 'float32' && `${target.shape}` === `${input.shape}` && input.ndim > 0) {
    if (ignoreIndex >= 0) {
      const expected = 'left out where targets are probabilities; a sample of zeros counts nothing';
      throw new OptionError('CrossEntropyLoss', 'ignoreIndex', ignoreIndex, expected);
    }
    return asOneOperation(() => {
      const classes = input.shape[input.ndim === 1 ? 0 : 1];
      const smooth = target.mul(1 - labelSmoothing).add(labelSmoothing / classes);
      const logs = classesLast(input).logSoftmax(1);
      const weighted = weight ? logs.mul(weight) : logs;
      const losses = weighted.mul(classesLast(smooth)).sum(1).neg();
      const shape = input.ndim === 1 ? [] : [input.shape[0], ...input.shape.slice(2)];
      return reduced(losses.reshape(shape), reduction);
    });
  }
  checkTargets('CrossEntropyLoss', input, target);
  return explained('crossEntropy', options, target, input, (logits, labels, weight) =>
    classLoss(classesLast(logits).logSoftmax(1), labels, { ...options, weight }, labelSmoothing),
  );
}

/** Options of {@link linearCrossEntropy}. */
export interface LinearCrossEntropyArguments extends CrossEntropyOptions {
  /** `[classes, ...]`, as the weight without its last dimension. */
  linearBias?: Tensor;
}

/**
 * Cross entropy of the logits that a linear layer makes of `[batch, features]` or `[features]`. PyTorch:
 * `linear_cross_entropy`, without its chunks: a step's program holds no more than it needs anyway.
 *
 * @param linearWeight `[classes, ..., features]`; dimensions between make logits `[batch, classes, ...]`
 * @param target class numbers int32 `[batch, ...]`, or probabilities of the logits' shape
 * @throws ShapeError when the weight takes other features.
 */
export function linearCrossEntropy(
  input: Tensor,
  linearWeight: Tensor,
  target: Tensor,
  given: LinearCrossEntropyArguments = {},
): Tensor {
  checkOptionNames('linearCrossEntropy', given, { ...CROSS_ENTROPY_OPTIONS, linearBias: true });
  const { linearBias, ...options } = given;
  const { shape } = linearWeight;
  const features = shape[shape.length - 1];
  if (shape.length < 2 || input.shape[input.ndim - 1] !== features) {
    throw new ShapeError(
      'linearCrossEntropy',
      [input.shape, shape],
      `linearCrossEntropy got an input of shape [${input.shape.join(', ')}] and a weight of shape ` +
        `[${shape.join(', ')}].\n  Their last dimensions must be the same, the weight's first the classes.`,
    );
  }
  return asOneOperation(() => {
    const logits = linear(
      input,
      linearWeight.reshape([-1, features]),
      linearBias?.reshape([-1]),
    ).reshape([...input.shape.slice(0, -1), ...shape.slice(0, -1)]);
    return crossEntropy(logits, target, options);
  });
}
