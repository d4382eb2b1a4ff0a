/** Steps whose size follows the gradient's sign alone, for gradients of all data at once. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, type Tensor } from '../tensor/index.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link Rprop} that a group can have of its own. */
export interface RpropGroupOptions extends CommonOptions {
  /** What a step's size is multiplied with after a change of sign, and where there is none. Default 0.5 and 1.2. */
  etas: readonly [number, number];
  /** The smallest and the largest step. Default 1e-6 and 50. */
  stepSizes: readonly [number, number];
}

const DEFAULTS = { lr: 1e-2, etas: [0.5, 1.2], stepSizes: [1e-6, 50] } as const;

/** Options of {@link Rprop}. */
export type RpropOptions = { lr: number } & Partial<RpropGroupOptions>;

/**
 * See Riedmiller & Braun 1993; PyTorch: `torch.optim.Rprop`. The learning rate is the first step's size.
 * @throws OptionError when an option is out of range.
 */
export class Rprop extends Optimizer<RpropGroupOptions> {
  constructor(params: ParamsInput<RpropGroupOptions>, options: OrRate<Partial<RpropOptions>> = {}) {
    super(params, options, DEFAULTS, ({ etas: [less, more] }) => {
      if (0 < less && less < 1 && 1 < more) return;
      throw new OptionError('Rprop', 'etas', [less, more], 'one between 0 and 1, and one above 1');
    });
  }

  protected newState({ shape }: Tensor, { lr }: ParamGroup<RpropGroupOptions>) {
    return [
      stateTensor('prev', shape),
      stateTensor('step_size', shape, lr),
      stateTensor('step', []),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [before, size, steps]: readonly Tensor[],
    { options }: ParamGroup<RpropGroupOptions>,
  ): void {
    const [less, more] = options.etas;
    const [smallest, largest] = options.stepSizes;
    const product = tf.mul(gradient, before.tf);
    const one = tf.onesLike(product);
    const grown = tf.where(tf.greater(product, 0), tf.mul(one, more), one);
    const turned = tf.less(product, 0);
    const factor = tf.where(turned, tf.mul(one, less), grown);
    const step = tf.clipByValue(tf.mul(size.tf, factor), smallest, largest);
    // After a turn the place is left as it is, and the next gradient counts as the first.
    const g = tf.where(turned, tf.zerosLike(gradient), gradient);
    parameter.storage.replace(tf.sub(parameter.tf, tf.mul(tf.sign(g), step)));
    before.storage.replace(g);
    size.storage.replace(step);
    // Nothing here reads it; PyTorch's state has it.
    steps.storage.replace(tf.add(steps.tf, 1));
  }
}
