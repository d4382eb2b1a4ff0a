/** Adam and AdamW. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { biasCorrection, oneMinus } from './moments.js';
import { type CommonOptions, Optimizer, type ParamsInput, stateTensor } from './optimizer.js';
import { checkBetas, checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

export interface AdamGroupOptions extends CommonOptions {
  /** How much of the mean and of the mean square of gradients stays in a step. Default 0.9 and 0.999. */
  betas: readonly [number, number];
  /** Added to the root mean square, so that nothing is divided by 0. Default 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default 0 for Adam, 0.01 for AdamW. */
  weightDecay: number;
  /** Divides by the largest mean square so far. See Reddi et al. 2018. Default false. */
  amsgrad: boolean;
}

const DEFAULTS = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, amsgrad: false } as const;

export type AdamOptions = { lr: number } & Partial<AdamGroupOptions>;

/** What Adam and AdamW have in common: all but where the weight decay goes. */
abstract class AdamBase extends Optimizer<AdamGroupOptions> {
  /** The mean of gradients, the mean of their squares, the number of steps, the largest mean square. */
  protected newState(
    parameter: Tensor,
    { options }: ParamGroup<AdamGroupOptions>,
  ): readonly Tensor[] {
    const state = [
      stateTensor('exp_avg', parameter.shape),
      stateTensor('exp_avg_sq', parameter.shape),
      stateTensor('step', []),
    ];
    return options.amsgrad ? [...state, stateTensor('max_exp_avg_sq', parameter.shape)] : state;
  }

  /** The parameter and gradient that the step works with, weight decay included. */
  protected abstract decay(
    parameter: tf.Tensor,
    gradient: tf.Tensor,
    group: ParamGroup<AdamGroupOptions>,
  ): { p: tf.Tensor; g: tf.Tensor };

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean, square, steps, largest]: readonly Tensor[],
    group: ParamGroup<AdamGroupOptions>,
  ): void {
    const { betas, eps } = group.options;
    const [, beta2] = betas;
    const beta1 = group.momentumOperand;
    const { p, g } = this.decay(parameter.tf, gradient, group);
    const step = tf.add(steps.tf, 1);
    const m = tf.add(mean.tf, tf.mul(tf.sub(g, mean.tf), oneMinus(beta1)));
    const v = tf.add(tf.mul(square.tf, beta2), tf.mul(tf.square(g), 1 - beta2));
    const divisor = largest ? tf.maximum(largest.tf, v) : v;
    const root = tf.div(tf.sqrt(divisor), tf.sqrt(biasCorrection(beta2, step)));
    const denominator = tf.add(root, eps);
    const stepSize = tf.div(group.lrTensor, biasCorrection(beta1, step));
    parameter.storage.replace(tf.sub(p, tf.mul(tf.div(m, denominator), stepSize)));
    mean.storage.replace(m);
    square.storage.replace(v);
    steps.storage.replace(step);
    largest?.storage.replace(divisor);
  }
}

/**
 * Adaptive moments. See {@link https://arxiv.org/abs/1412.6980 | Kingma & Ba 2015}; PyTorch:
 * `torch.optim.Adam`.
 *
 *     m += (1 - beta1) (g - m);  v = beta2 v + (1 - beta2) g²
 *     p -= lr / (1 - beta1^t) m / (√v / √(1 - beta2^t) + eps)
 *
 * @throws OptionError when an option is out of range; the message names the value received.
 */
export class Adam extends AdamBase {
  constructor(params: ParamsInput<AdamGroupOptions>, options: Partial<AdamOptions> = {}) {
    super(params, options, { ...DEFAULTS, weightDecay: 0 }, (checked) => check('Adam', checked));
  }

  /** Weight decay is part of the gradient. */
  protected decay(p: tf.Tensor, gradient: tf.Tensor, { options }: ParamGroup<AdamGroupOptions>) {
    const { weightDecay } = options;
    return { p, g: weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(p, weightDecay)) };
  }
}

/**
 * Adam with decoupled weight decay. See {@link https://arxiv.org/abs/1711.05101 | Loshchilov & Hutter 2019};
 * PyTorch: `torch.optim.AdamW`.
 *
 *     p -= lr weightDecay p, then as Adam
 *
 * @throws OptionError when an option is out of range; the message names the value received.
 */
export class AdamW extends AdamBase {
  constructor(params: ParamsInput<AdamGroupOptions>, options: Partial<AdamOptions> = {}) {
    super(params, options, { ...DEFAULTS, weightDecay: 0.01 }, (checked) =>
      check('AdamW', checked),
    );
  }

  /** Weight decay acts on the parameter. */
  protected decay(p: tf.Tensor, g: tf.Tensor, { options, lrTensor }: ParamGroup<AdamGroupOptions>) {
    if (options.weightDecay === 0) return { p, g };
    return { p: tf.mul(p, tf.sub(1, tf.mul(lrTensor, options.weightDecay))), g };
  }
}

function check(owner: string, { betas, eps, weightDecay }: AdamGroupOptions): void {
  checkBetas(owner, betas);
  checkNotNegative(owner, 'eps', eps);
  checkNotNegative(owner, 'weightDecay', weightDecay);
}
