/** Adam by the largest gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import {
  biasCorrection,
  checkMoments,
  decayed,
  type MomentOptions,
  oneMinus,
  towards,
} from './moments.js';
import { Optimizer, type OrRate, type ParamsInput, stateTensor } from './optimizer.js';
import type { ParamGroup } from './param-group.js';

/** Of `betas` the second is how much of the largest gradient stays; `eps` is added to the size of gradients. */
export type AdamaxGroupOptions = MomentOptions;

const DEFAULTS = { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 } as const;

/** Options of {@link Adamax}. */
export type AdamaxOptions = { lr: number } & Partial<AdamaxGroupOptions>;

/**
 * See {@link https://arxiv.org/abs/1412.6980 | Kingma & Ba 2015}, section 7.1; PyTorch: `torch.optim.Adamax`.
 * @throws OptionError when an option is out of range.
 */
export class Adamax extends Optimizer<AdamaxGroupOptions> {
  constructor(
    params: ParamsInput<AdamaxGroupOptions>,
    options: OrRate<Partial<AdamaxOptions>> = {},
  ) {
    super(params, options, DEFAULTS, (checked) => checkMoments('Adamax', checked));
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    return [stateTensor('exp_avg', shape), stateTensor('exp_inf', shape), stateTensor('step', [])];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean, largest, steps]: readonly Tensor[],
    { options, lrTensor, momentumOperand: beta1 }: ParamGroup<AdamaxGroupOptions>,
  ): void {
    const { betas, eps, weightDecay } = options;
    const p = parameter.tf;
    const g = decayed(gradient, p, weightDecay);
    const step = tf.add(steps.tf, 1);
    const m = towards(mean.tf, g, oneMinus(beta1));
    const u = tf.maximum(tf.mul(largest.tf, betas[1]), tf.add(tf.abs(g), eps));
    const size = tf.div(lrTensor, biasCorrection(beta1, step));
    parameter.storage.replace(tf.sub(p, tf.mul(tf.div(m, u), size)));
    mean.storage.replace(m);
    largest.storage.replace(u);
    steps.storage.replace(step);
  }
}
