/** Losses of numbers. PyTorch: `torch.nn.functional`. */
import {
  asOneOperation,
  OptionError,
  type Tensor,
  where,
  withDefaults,
} from '../../../tensor/index.js';
import { atLeast } from '../at-least.js';
import {
  checkSameShape,
  type LossOptions,
  reduced,
  type WeightedOptions,
  weighted,
} from './reduction.js';

/** The squared differences. Input and target have the same shape. */
export function mseLoss(input: Tensor, target: Tensor, options: WeightedOptions = {}): Tensor {
  const { weight, reduction } = withDefaults('mseLoss', options, {
    weight: undefined,
    reduction: 'mean',
  });
  checkSameShape('MSELoss', input, target);
  return asOneOperation(() => weighted('MSELoss', input.sub(target).square(), weight, reduction));
}

/** The absolute differences. Input and target have the same shape. */
export function l1Loss(input: Tensor, target: Tensor, options: WeightedOptions = {}): Tensor {
  const { weight, reduction } = withDefaults('l1Loss', options, {
    weight: undefined,
    reduction: 'mean',
  });
  checkSameShape('L1Loss', input, target);
  return asOneOperation(() => weighted('L1Loss', input.sub(target).abs(), weight, reduction));
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends LossOptions {
  /** From this difference on the loss is linear. Default 1. */
  beta?: number;
}

/**
 * Squared differences up to `beta`, absolute ones beyond it, of slope 1. Input and target have the same shape.
 * PyTorch: `smooth_l1_loss`.
 * @throws OptionError unless `beta` is 0 or more.
 */
export function smoothL1Loss(input: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  const { beta, reduction } = withDefaults('smoothL1Loss', options, { beta: 1, reduction: 'mean' });
  if (!(beta >= 0)) throw new OptionError('SmoothL1Loss', 'beta', beta, 'a number of 0 or more');
  if (beta === 0) return l1Loss(input, target, { reduction });
  checkSameShape('SmoothL1Loss', input, target);
  return asOneOperation(() => {
    const size = input.sub(target).abs();
    const near = size.square().mul(0.5 / beta);
    return reduced(where(size.lt(beta), near, size.sub(beta / 2)), reduction);
  });
}

/** Options of {@link huberLoss}. */
export interface HuberOptions extends WeightedOptions {
  /** From this difference on the loss is linear. Default 1. */
  delta?: number;
}

/**
 * Squared differences up to `delta`, absolute ones beyond it, of slope `delta`. Input and target have the same
 * shape. PyTorch: `huber_loss`.
 * @throws OptionError unless `delta` is above 0.
 */
export function huberLoss(input: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta, weight, reduction } = withDefaults('huberLoss', options, {
    delta: 1,
    weight: undefined,
    reduction: 'mean',
  });
  if (!(delta > 0)) throw new OptionError('HuberLoss', 'delta', delta, 'a number above 0');
  checkSameShape('HuberLoss', input, target);
  return asOneOperation(() => {
    const size = input.sub(target).abs();
    const far = size.sub(delta / 2).mul(delta);
    const losses = where(size.le(delta), size.square().mul(0.5), far);
    // The mean is over the number of losses, as PyTorch's, not over the weights.
    return reduced(weight ? losses.mul(weight) : losses, reduction);
  });
}

/** Options of {@link poissonNllLoss}. */
export interface PoissonOptions extends LossOptions {
  /** The input is the logarithm of the rate. Default true. */
  logInput?: boolean;
  /** Adds Stirling's approximation of the target's factorial. Default false. */
  full?: boolean;
  /** Keeps the logarithm of a rate finite. Default 1e-8. */
  eps?: number;
}

/**
 * The negative log likelihood of counts that are Poisson distributed. Input and target have the same shape.
 * PyTorch: `poisson_nll_loss`.
 */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  options: PoissonOptions = {},
): Tensor {
  const { logInput, full, eps, reduction } = withDefaults('poissonNllLoss', options, {
    logInput: true,
    full: false,
    eps: 1e-8,
    reduction: 'mean',
  });
  checkSameShape('PoissonNLLLoss', input, target);
  return asOneOperation(() => {
    const losses = logInput
      ? input.exp().sub(target.mul(input))
      : input.sub(target.mul(input.add(eps).log()));
    if (!full) return reduced(losses, reduction);
    const counts = target.clampMin(1);
    const half = counts
      .mul(2 * Math.PI)
      .log()
      .mul(0.5);
    const stirling = counts.mul(counts.log()).sub(counts).add(half);
    return reduced(losses.add(where(target.gt(1), stirling, 0)), reduction);
  });
}

/** Options of {@link gaussianNllLoss}. */
export interface GaussianOptions extends LossOptions {
  /** Adds the constant term. Default false. */
  full?: boolean;
  /** The least that a variance is taken as. Default 1e-6. */
  eps?: number;
}

/**
 * The negative log likelihood of numbers that are normally distributed around the input. `target` has the input's shape, or 1 where it
 * is the same for all; `variance` has
 * the input's shape, or 1 in its last dimension, or is one number for all. PyTorch: `gaussian_nll_loss`.
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  options: GaussianOptions = {},
): Tensor {
  const { full, eps, reduction } = withDefaults('gaussianNllLoss', options, {
    full: false,
    eps: 1e-6,
    reduction: 'mean',
  });
  const isBroadcast =
    target.ndim === input.ndim &&
    target.shape.every((size, i) => size === 1 || size === input.shape[i]);
  if (!isBroadcast) checkSameShape('GaussianNLLLoss', input, target);
  return asOneOperation(() => {
    const given = typeof variance === 'number' ? input.newFull(input.shape, variance) : variance;
    const spread = given.ndim < input.ndim ? given.unsqueeze(-1) : given;
    const bounded = atLeast(spread, eps);
    const losses = bounded.log().add(input.sub(target).square().div(bounded)).mul(0.5);
    return reduced(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
  });
}
