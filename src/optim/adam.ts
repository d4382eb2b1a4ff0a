/** Adam and AdamW. */
import * as tf from '@tensorflow/tfjs-core';
import { recorded, type Tensor } from '../tensor/index.js';
import {
  biasCorrection,
  checkMoments,
  type MomentOptions,
  meanSquare,
  oneMinus,
  towards,
  withDecay,
} from './moments.js';
import { Optimizer, type OrRate, type ParamsInput, stateTensor } from './optimizer.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link Adam} and {@link AdamW} that a group can have of its own. */
export interface AdamGroupOptions extends MomentOptions {
  /** Divides by the largest mean square so far. See Reddi et al. 2018. Default false. */
  amsgrad: boolean;
  /** Whether weight decay acts on the parameter, as AdamW's, and not as part of the gradient. Default false. */
  decoupledWeightDecay: boolean;
}

const DEFAULTS = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  amsgrad: false,
  weightDecay: 0,
  decoupledWeightDecay: false,
} as const;

/** Options of {@link Adam} and {@link AdamW}. */
export type AdamOptions = { lr: number } & Partial<AdamGroupOptions>;

/** What Adam and AdamW have in common: all but the defaults. */
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

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean, square, steps, largest]: readonly Tensor[],
    { lrTensor, momentumOperand, options }: ParamGroup<AdamGroupOptions>,
  ): void {
    const { betas, eps, weightDecay, decoupledWeightDecay } = options;
    const state = [mean.tf, square.tf, steps.tf, largest?.tf] as const;
    const numbers = [momentumOperand, betas[1], eps, weightDecay] as const;
    const inputs = [parameter.tf, ...state, gradient, lrTensor, ...numbers] as const;
    const results = recorded(`Adam ${decoupledWeightDecay}`, inputs, (given) =>
      changed(given, decoupledWeightDecay),
    );
    for (const [i, one] of [parameter, mean, square, steps, largest].entries()) {
      one?.storage.replace(results[i]);
    }
  }
}

type Given = readonly [
  parameter: tf.Tensor,
  mean: tf.Tensor,
  square: tf.Tensor,
  steps: tf.Tensor,
  largest: tf.Tensor | undefined,
  gradient: tf.Tensor,
  lr: tf.Tensor,
  beta1: tf.Tensor | number,
  beta2: number,
  eps: number,
  weightDecay: number,
];

/** The next parameter, mean, mean square, number of steps and, where there is one, largest mean square. */
function changed(
  [parameter, mean, square, steps, largest, gradient, lr, beta1, beta2, eps, weightDecay]: Given,
  isDecoupled: boolean,
): tf.Tensor[] {
  const decay = { options: { weightDecay }, lrTensor: lr };
  const { p, g } = withDecay(parameter, gradient, decay, isDecoupled);
  const step = tf.add(steps, 1);
  const m = towards(mean, g, oneMinus(beta1));
  const v = meanSquare(square, g, beta2);
  const divisor = largest ? tf.maximum(largest, v) : v;
  const root = tf.div(tf.sqrt(divisor), tf.sqrt(biasCorrection(beta2, step)));
  const denominator = tf.add(root, eps);
  const stepSize = tf.div(lr, biasCorrection(beta1, step));
  const moved = tf.sub(p, tf.mul(tf.div(m, denominator), stepSize));
  return [moved, m, v, step, ...(largest ? [divisor] : [])];
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
  constructor(params: ParamsInput<AdamGroupOptions>, options: OrRate<Partial<AdamOptions>> = {}) {
    super(params, options, DEFAULTS, (checked) => checkMoments('Adam', checked));
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
  constructor(params: ParamsInput<AdamGroupOptions>, options: OrRate<Partial<AdamOptions>> = {}) {
    const defaults = { ...DEFAULTS, weightDecay: 0.01, decoupledWeightDecay: true };
    super(params, options, defaults, (checked) => checkMoments('AdamW', checked));
  }
}
