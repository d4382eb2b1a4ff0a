/** Gradients scaled by the size of the changes before. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { decayed, meanSquare } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import { checkNotNegative, checkShare } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

export interface AdadeltaGroupOptions extends CommonOptions {
  /** How much of the mean squares stays in a step, from 0 to 1. Default 0.9. */
  rho: number;
  /** Added to mean squares. Default 1e-6. */
  eps: number;
  /** Pulls parameters towards 0. Default 0. */
  weightDecay: number;
}

const DEFAULTS = { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0 };

/** Options of {@link Adadelta}. */
export type AdadeltaOptions = { lr: number } & Partial<AdadeltaGroupOptions>;

/**
 * See {@link https://arxiv.org/abs/1212.5701 | Zeiler 2012}; PyTorch: `torch.optim.Adadelta`.
 * @throws OptionError when an option is out of range.
 */
export class Adadelta extends Optimizer<AdadeltaGroupOptions> {
  constructor(
    params: ParamsInput<AdadeltaGroupOptions>,
    options: OrRate<Partial<AdadeltaOptions>> = {},
  ) {
    super(params, options, DEFAULTS, (checked) => {
      checkShare('Adadelta', 'rho', checked.rho);
      for (const name of ['eps', 'weightDecay'] as const) {
        checkNotNegative('Adadelta', name, checked[name]);
      }
    });
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    return [
      stateTensor('square_avg', shape),
      stateTensor('acc_delta', shape),
      stateTensor('step', []),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [square, changes, steps]: readonly Tensor[],
    { options, lrTensor }: ParamGroup<AdadeltaGroupOptions>,
  ): void {
    const { rho, eps, weightDecay } = options;
    const p = parameter.tf;
    const g = decayed(gradient, p, weightDecay);
    const v = meanSquare(square.tf, g, rho);
    const scale = tf.div(tf.sqrt(tf.add(changes.tf, eps)), tf.sqrt(tf.add(v, eps)));
    const change = tf.mul(g, scale);
    parameter.storage.replace(tf.sub(p, tf.mul(change, lrTensor)));
    square.storage.replace(v);
    changes.storage.replace(meanSquare(changes.tf, change, rho));
    // Nothing here reads it; PyTorch's state has it.
    steps.storage.replace(tf.add(steps.tf, 1));
  }
}
