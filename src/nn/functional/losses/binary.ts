/** Losses of yes and no, one or many of them for a sample. PyTorch: `torch.nn.functional`. */
import {
  asOneOperation,
  explainNaN,
  type Tensor,
  where,
  withDefaults,
} from '../../../tensor/index.js';
import { logsigmoid, softplus } from '../activation.js';
import { checkSameShape, type LossOptions, reduced, type WeightedOptions } from './reduction.js';

/** PyTorch's bounds of logarithms and of the gradient's divisor: a certain mistake has a finite loss and gradient. */
const LEAST_LOG = -100;
const LEAST_DIVISOR = 1e-12;

/**
 * Binary cross entropy of probabilities, 0 to 1. Input and target have the same shape. PyTorch:
 * `binary_cross_entropy`.
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  options: WeightedOptions = {},
): Tensor {
  const { weight, reduction } = withDefaults('binaryCrossEntropy', options, {
    weight: undefined,
    reduction: 'mean',
  });
  checkSameShape('BCELoss', input, target);
  const loss = asOneOperation(() => {
    const p = input.detach();
    const yes = p.log().clampMin(LEAST_LOG);
    const no = p.neg().add(1).log().clampMin(LEAST_LOG);
    const values = target.sub(1).mul(no).sub(target.mul(yes));
    const slopes = p.sub(target.detach()).div(p.mul(p.neg().add(1)).clampMin(LEAST_DIVISOR));
    const losses = values.add(slopes.mul(input.sub(p)));
    return reduced(weight ? losses.mul(weight) : losses, reduction);
  });
  // A loss that someone keeps must not keep its input.
  const probabilities = new WeakRef(input);
  explainNaN(loss.gradFn, () => noProbability(probabilities.deref()));
  return loss;
}

/** Reading a value at once would make each step wait for the device, so it is said when the loss is read. */
function noProbability(input: Tensor | undefined): string | undefined {
  if (!input || input.storage.isReleased) return undefined;
  const wrong = input.dataSync().find((value) => !(value >= 0 && value <= 1));
  return wrong === undefined || Number.isNaN(wrong)
    ? undefined
    : `the loss is NaN because BCELoss takes probabilities, from 0 to 1, and got ${wrong.toFixed(4)}. ` +
        'End the model in a sigmoid, or better take nn.BCEWithLogitsLoss, which has it inside.';
}

export interface LogitsOptions extends WeightedOptions {
  /** What a yes counts more than a no, for each class. */
  posWeight?: Tensor;
}

/** Binary cross entropy of logits, computed so that it doesn't overflow. Input and target have the same shape. */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: LogitsOptions = {},
): Tensor {
  const { weight, posWeight, reduction } = withDefaults('binaryCrossEntropyWithLogits', options, {
    weight: undefined,
    posWeight: undefined,
    reduction: 'mean',
  });
  checkSameShape('BCEWithLogitsLoss', input, target);
  return asOneOperation(() => {
    const rest = input.abs().neg().exp().log1p();
    const losses = posWeight
      ? target
          .neg()
          .add(1)
          .mul(input)
          .add(posWeight.sub(1).mul(target).add(1).mul(rest.add(input.neg().relu())))
      : input.relu().sub(input.mul(target)).add(rest);
    return reduced(weight ? losses.mul(weight) : losses, reduction);
  });
}

/** The logistic loss of targets 1 and -1. Input and target have the same shape. PyTorch: `soft_margin_loss`. */
export function softMarginLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction } = withDefaults('softMarginLoss', options, { reduction: 'mean' });
  checkSameShape('SoftMarginLoss', input, target);
  return asOneOperation(() => reduced(softplus(input.mul(target).neg()), reduction));
}

/** Yes and no for each of many classes, `[batch, classes]`. PyTorch: `multilabel_soft_margin_loss`. */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: WeightedOptions = {},
): Tensor {
  const { weight, reduction } = withDefaults('multilabelSoftMarginLoss', options, {
    weight: undefined,
    reduction: 'mean',
  });
  checkSameShape('MultiLabelSoftMarginLoss', input, target);
  return asOneOperation(() => {
    const no = target.neg().add(1).mul(logsigmoid(input.neg()));
    const losses = target.mul(logsigmoid(input)).add(no).neg();
    return reduced((weight ? losses.mul(weight) : losses).mean(-1), reduction);
  });
}

export interface MarginOptions extends LossOptions {
  /** How far apart is far enough. */
  margin?: number;
}

/**
 * Distances of pairs that are alike (1) or not (-1, at least `margin` apart). Input and target have the same
 * shape. PyTorch: `hinge_embedding_loss`.
 */
export function hingeEmbeddingLoss(
  input: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  const { margin, reduction } = withDefaults('hingeEmbeddingLoss', options, {
    margin: 1,
    reduction: 'mean',
  });
  checkSameShape('HingeEmbeddingLoss', input, target);
  return asOneOperation(() => {
    const apart = where(target.ne(1), input.neg().add(margin).relu(), 0);
    return reduced(apart.add(where(target.ne(-1), input, 0)), reduction);
  });
}
