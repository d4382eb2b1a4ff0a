/** Adam with Nesterov's momentum. */
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
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link NAdam} that a group can have of its own. */
export interface NAdamGroupOptions extends MomentOptions {
  /** How fast the momentum comes to its full size. Default 4e-3. */
  momentumDecay: number;
  /** The weight decay acts on the parameter, as in AdamW. Default false. */
  decoupledWeightDecay: boolean;
}

const DEFAULTS = {
  lr: 2e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  momentumDecay: 4e-3,
  decoupledWeightDecay: false,
} as const;

/** Options of {@link NAdam}. */
export type NAdamOptions = { lr: number } & Partial<NAdamGroupOptions>;

/**
 * See {@link https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ | Dozat 2016}; PyTorch: `torch.optim.NAdam`.
 * @throws OptionError when an option is out of range.
 */
export class NAdam extends Optimizer<NAdamGroupOptions> {
  constructor(params: ParamsInput<NAdamGroupOptions>, options: OrRate<Partial<NAdamOptions>> = {}) {
    super(params, options, DEFAULTS, (checked) => {
      checkMoments('NAdam', checked);
      checkNotNegative('NAdam', 'momentumDecay', checked.momentumDecay);
    });
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    return [
      stateTensor('exp_avg', shape),
      stateTensor('exp_avg_sq', shape),
      stateTensor('step', []),
      stateTensor('mu_product', [], 1),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean, square, steps, product]: readonly Tensor[],
    group: ParamGroup<NAdamGroupOptions>,
  ): void {
    const { options, lrTensor, momentumOperand: beta1 } = group;
    const { betas, eps, momentumDecay, decoupledWeightDecay } = options;
    const [, beta2] = betas;
    const { p, g } = withDecay(parameter.tf, gradient, group, decoupledWeightDecay);
    const step = tf.add(steps.tf, 1);
    const momentumAt = (t: tf.Tensor) => {
      const share = tf.exp(tf.mul(t, momentumDecay * Math.log(0.96)));
      return tf.mul(tf.sub(1, tf.mul(share, 0.5)), beta1);
    };
    const now = momentumAt(step);
    const next = momentumAt(tf.add(step, 1));
    const products = tf.mul(product.tf, now);
    const m = towards(mean.tf, g, oneMinus(beta1));
    const v = meanSquare(square.tf, g, beta2);
    const denominator = tf.add(tf.sqrt(tf.div(v, biasCorrection(beta2, step))), eps);
    const fresh = tf.div(tf.mul(lrTensor, tf.sub(1, now)), tf.sub(1, products));
    const old = tf.div(tf.mul(lrTensor, next), tf.sub(1, tf.mul(products, next)));
    const change = tf.add(tf.mul(g, fresh), tf.mul(m, old));
    parameter.storage.replace(tf.sub(p, tf.div(change, denominator)));
    mean.storage.replace(m);
    square.storage.replace(v);
    steps.storage.replace(step);
    product.storage.replace(products);
  }
}
