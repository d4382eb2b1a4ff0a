/** Gradient descent whose parameters are averaged as it goes. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { decayed, towards } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** What the parameter groups of {@link ASGD} can be told. */
export interface ASGDGroupOptions extends CommonOptions {
  /** How fast the learning rate falls, and how much parameters are pulled towards 0 by it. Default 1e-4. */
  lambd: number;
  /** The power by which the learning rate falls. Default 0.75. */
  alpha: number;
  /** The step at which averaging begins. Default 1e6. */
  t0: number;
  /** Pulls parameters towards 0. Default 0. */
  weightDecay: number;
}

const DEFAULTS = { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0 };

/** Options of {@link ASGD}. */
export type ASGDOptions = { lr: number } & Partial<ASGDGroupOptions>;

/**
 * See Polyak & Juditsky 1992; PyTorch: `torch.optim.ASGD`. The averages are `ax` in its state dict.
 *
 *     p = (1 - lambd eta) p - eta g;  ax += mu (p - ax)
 *     eta = lr / (1 + lambd lr t)^alpha;  mu = 1 / max(1, t - t0)
 *
 * @throws OptionError when an option is out of range.
 */
export class ASGD extends Optimizer<ASGDGroupOptions> {
  constructor(params: ParamsInput<ASGDGroupOptions>, options: OrRate<Partial<ASGDOptions>> = {}) {
    super(params, options, DEFAULTS, (checked) => {
      for (const name of ['lambd', 'alpha', 'weightDecay'] as const) {
        checkNotNegative('ASGD', name, checked[name]);
      }
    });
  }

  protected newState({ shape }: Tensor, { lr }: ParamGroup<ASGDGroupOptions>): readonly Tensor[] {
    return [
      stateTensor('step', []),
      stateTensor('eta', [], lr),
      stateTensor('mu', [], 1),
      stateTensor('ax', shape),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [steps, eta, mu, average]: readonly Tensor[],
    { options, lrTensor }: ParamGroup<ASGDGroupOptions>,
  ): void {
    const { lambd, alpha, t0, weightDecay } = options;
    const p = parameter.tf;
    const g = decayed(gradient, p, weightDecay);
    const step = tf.add(steps.tf, 1);
    const next = tf.sub(tf.mul(p, tf.sub(1, tf.mul(eta.tf, lambd))), tf.mul(g, eta.tf));
    const falling = tf.pow(tf.add(tf.mul(tf.mul(step, lrTensor), lambd), 1), alpha);
    parameter.storage.replace(next);
    average.storage.replace(towards(average.tf, next, mu.tf));
    eta.storage.replace(tf.div(lrTensor, falling));
    mu.storage.replace(tf.reciprocal(tf.maximum(tf.sub(step, t0), 1)));
    steps.storage.replace(step);
  }
}
