/** Adam whose first steps, before its variance is known, are those of momentum alone. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
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

/** Options of {@link RAdam} that a group can have of its own. */
export interface RAdamGroupOptions extends MomentOptions {
  /** The weight decay acts on the parameter, as in AdamW. Default false. */
  decoupledWeightDecay: boolean;
}

const DEFAULTS = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  decoupledWeightDecay: false,
} as const;

/** The variance is known well enough from this length of its average on. */
const LONG_ENOUGH = 5;

/** Options of {@link RAdam}. */
export type RAdamOptions = { lr: number } & Partial<RAdamGroupOptions>;

/**
 * See {@link https://arxiv.org/abs/1908.03265 | Liu et al. 2019}; PyTorch: `torch.optim.RAdam`.
 * @throws OptionError when an option is out of range.
 */
export class RAdam extends Optimizer<RAdamGroupOptions> {
  constructor(params: ParamsInput<RAdamGroupOptions>, options: OrRate<Partial<RAdamOptions>> = {}) {
    super(params, options, DEFAULTS, (checked) => checkMoments('RAdam', checked));
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    return [
      stateTensor('exp_avg', shape),
      stateTensor('exp_avg_sq', shape),
      stateTensor('step', []),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean, square, steps]: readonly Tensor[],
    group: ParamGroup<RAdamGroupOptions>,
  ): void {
    const { options, lrTensor, momentumOperand: beta1 } = group;
    const { betas, eps, decoupledWeightDecay } = options;
    const [, beta2] = betas;
    const { p, g } = withDecay(parameter.tf, gradient, group, decoupledWeightDecay);
    const step = tf.add(steps.tf, 1);
    const m = towards(mean.tf, g, oneMinus(beta1));
    const v = meanSquare(square.tf, g, beta2);
    const correction = biasCorrection(beta2, step);
    const longest = 2 / (1 - beta2) - 1;
    const power = tf.sub(1, correction);
    const length = tf.sub(longest, tf.div(tf.mul(tf.mul(step, power), 2), correction));
    const rectified = tf.sqrt(
      tf.relu(
        tf.div(
          tf.mul(tf.mul(tf.sub(length, 4), tf.sub(length, 2)), longest),
          tf.mul(length, (longest - 4) * (longest - 2)),
        ),
      ),
    );
    const adaptive = tf.div(tf.mul(rectified, tf.sqrt(correction)), tf.add(tf.sqrt(v), eps));
    const isLong = tf.broadcastTo(tf.greater(length, LONG_ENOUGH), g.shape);
    const scale = tf.where(isLong, adaptive, tf.onesLike(g));
    const size = tf.div(lrTensor, biasCorrection(beta1, step));
    parameter.storage.replace(tf.sub(p, tf.mul(tf.mul(m, scale), size)));
    mean.storage.replace(m);
    square.storage.replace(v);
    steps.storage.replace(step);
  }
}
