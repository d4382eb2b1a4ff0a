/** Gradients divided by the size of all before them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '../tensor/index.js';
import { decayed } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link Adagrad} that a group can have of its own. */
export interface AdagradGroupOptions extends CommonOptions {
  /** How fast the learning rate falls, beside. Default 0. */
  lrDecay: number;
  /** Pulls parameters towards 0. Default 0. */
  weightDecay: number;
  /** What the sum of squares begins with. Default 0. */
  initialAccumulatorValue: number;
  /** Added to the root of the sum. Default 1e-10. */
  eps: number;
}

const DEFAULTS = { lr: 1e-2, lrDecay: 0, weightDecay: 0, initialAccumulatorValue: 0, eps: 1e-10 };

/** Options of {@link Adagrad}. */
export type AdagradOptions = { lr: number } & Partial<AdagradGroupOptions>;

/**
 * See {@link https://jmlr.org/papers/v12/duchi11a.html | Duchi et al. 2011}; PyTorch: `torch.optim.Adagrad`.
 * @throws OptionError when an option is out of range.
 */
export class Adagrad extends Optimizer<AdagradGroupOptions> {
  constructor(
    params: ParamsInput<AdagradGroupOptions>,
    options: OrRate<Partial<AdagradOptions>> = {},
  ) {
    super(params, options, DEFAULTS, (checked) => {
      for (const name of ['lrDecay', 'weightDecay', 'initialAccumulatorValue', 'eps'] as const) {
        checkNotNegative('Adagrad', name, checked[name]);
      }
    });
  }

  protected newState({ shape }: Tensor, { options }: ParamGroup<AdagradGroupOptions>) {
    return [stateTensor('sum', shape, options.initialAccumulatorValue), stateTensor('step', [])];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [sum, steps]: readonly Tensor[],
    { options, lrTensor }: ParamGroup<AdagradGroupOptions>,
  ): void {
    const { lrDecay, weightDecay, eps } = options;
    const p = parameter.tf;
    const g = decayed(gradient, p, weightDecay);
    const s = tf.add(sum.tf, tf.square(g));
    const size = tf.div(lrTensor, tf.add(tf.mul(steps.tf, lrDecay), 1));
    parameter.storage.replace(tf.sub(p, tf.mul(tf.div(g, tf.add(tf.sqrt(s), eps)), size)));
    sum.storage.replace(s);
    steps.storage.replace(tf.add(steps.tf, 1));
  }
}
