/** Gradients divided by their running size. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { decayed, meanSquare, towards } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link RMSprop} that a group can have of its own. */
export interface RMSpropGroupOptions extends CommonOptions {
  /** How much of the mean square stays in a step. Default 0.99. */
  alpha: number;
  /** Added to the root mean square. Default 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default 0. */
  weightDecay: number;
  /** How much of the last change goes on. Default 0. */
  momentum: number;
  /** Divides by the deviation from the mean instead. Default false. */
  centered: boolean;
}

const DEFAULTS = { lr: 1e-2, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, centered: false };

/** Options of {@link RMSprop}. */
export type RMSpropOptions = { lr: number } & Partial<RMSpropGroupOptions>;

/**
 * See Tieleman & Hinton 2012, and Graves 2013 for the centered one; PyTorch: `torch.optim.RMSprop`.
 * @throws OptionError when an option is out of range.
 */
export class RMSprop extends Optimizer<RMSpropGroupOptions> {
  constructor(
    params: ParamsInput<RMSpropGroupOptions>,
    options: OrRate<Partial<RMSpropOptions>> = {},
  ) {
    super(params, options, DEFAULTS, (checked) => {
      for (const name of ['alpha', 'eps', 'weightDecay', 'momentum'] as const) {
        checkNotNegative('RMSprop', name, checked[name]);
      }
    });
  }

  /**
   * The mean square, the number of steps, and what the options ask for of the momentum and the mean. Each but the
   * number has the parameter's shape.
   */
  protected newState({ shape }: Tensor, { options }: ParamGroup<RMSpropGroupOptions>) {
    const { momentum, centered } = options;
    return [
      stateTensor('square_avg', shape),
      stateTensor('step', []),
      ...(momentum > 0 ? [stateTensor('momentum_buffer', shape)] : []),
      ...(centered ? [stateTensor('grad_avg', shape)] : []),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [square, steps, ...others]: readonly Tensor[],
    { options, lrTensor, momentumOperand }: ParamGroup<RMSpropGroupOptions>,
  ): void {
    const { alpha, eps, weightDecay, momentum, centered } = options;
    const p = parameter.tf;
    const g = decayed(gradient, p, weightDecay);
    const v = meanSquare(square.tf, g, alpha);
    square.storage.replace(v);
    // Nothing here reads it; PyTorch's state has it.
    steps.storage.replace(tf.add(steps.tf, 1));
    let variance = v;
    if (centered) {
      const mean = others[others.length - 1];
      const m = towards(mean.tf, g, 1 - alpha);
      mean.storage.replace(m);
      variance = tf.sub(v, tf.square(m));
    }
    let change = tf.div(g, tf.add(tf.sqrt(variance), eps));
    if (momentum > 0) {
      const [velocity] = others;
      change = tf.add(tf.mul(velocity.tf, momentumOperand), change);
      velocity.storage.replace(change);
    }
    parameter.storage.replace(tf.sub(p, tf.mul(change, lrTensor)));
  }
}
