/** Stochastic gradient descent. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, recorded, type Tensor } from '../tensor/index.js';
import { decayed } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OptimizerState,
  type OrRate,
  type ParamsInput,
  stateTensor,
  type TorchOptimizerState,
} from './optimizer.js';
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** Options of {@link SGD} that a group can have of its own. */
export interface SGDGroupOptions extends CommonOptions {
  /** How much of the last change goes on. Default 0. */
  momentum: number;
  /** The share of the gradient that momentum leaves out. Default 0. */
  dampening: number;
  /** Pulls parameters towards 0, by adding this much of them to the gradient. Default 0. */
  weightDecay: number;
  /** Looks ahead by the momentum. Default false. */
  nesterov: boolean;
}

const DEFAULTS = { lr: 1e-3, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false };

/** Options of {@link SGD}. */
export type SGDOptions = { lr: number } & Partial<SGDGroupOptions>;

/**
 * Gradient descent with momentum. PyTorch: `torch.optim.SGD`; for the look-ahead see Sutskever et al. 2013.
 *
 *     g += weightDecay p;  v = momentum v + (1 - dampening) g;  p -= lr (nesterov ? g + momentum v : v)
 *
 * @throws OptionError when an option is out of range; the message names the value received.
 */
export class SGD extends Optimizer<SGDGroupOptions> {
  constructor(params: ParamsInput<SGDGroupOptions>, options: OrRate<Partial<SGDOptions>> = {}) {
    super(params, options, DEFAULTS, check);
  }

  /**
   * The momentum, and whether it has begun where the first step differs from the others. Each has the
   * parameter's shape.
   */
  protected newState(
    parameter: Tensor,
    { options }: ParamGroup<SGDGroupOptions>,
  ): readonly Tensor[] {
    if (options.momentum === 0) return [];
    const state = [stateTensor('momentum_buffer', parameter.shape)];
    return options.dampening === 0 ? state : [...state, stateTensor('momentum_begun', [])];
  }

  /** A momentum that PyTorch saved has begun. */
  override loadStateDict(given: OptimizerState | TorchOptimizerState): void {
    const state = Object.entries(given.state).map(([i, values]) => [
      i,
      values.momentum_buffer ? { momentum_begun: 1, ...values } : values,
    ]);
    super.loadStateDict({ ...given, state: Object.fromEntries(state) });
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [velocity, begun]: readonly Tensor[],
    { lrTensor, momentumOperand, options }: ParamGroup<SGDGroupOptions>,
  ): void {
    const { dampening, weightDecay, nesterov } = options;
    const numbers = [momentumOperand, dampening, weightDecay] as const;
    const inputs = [parameter.tf, velocity?.tf, gradient, lrTensor, begun?.tf, ...numbers] as const;
    const [moved, v] = recorded(`SGD ${nesterov}`, inputs, (given) => changed(given, nesterov));
    parameter.storage.replace(moved);
    velocity?.storage.replace(v);
    begun?.storage.replace(tf.scalar(1));
  }
}

type Given = readonly [
  parameter: tf.Tensor,
  velocity: tf.Tensor | undefined,
  gradient: tf.Tensor,
  lr: tf.Tensor,
  begun: tf.Tensor | undefined,
  momentum: tf.Tensor | number,
  dampening: number,
  weightDecay: number,
];

/** The next parameter, and the next velocity where there is one. */
function changed(
  [p, velocity, gradient, lr, begun, momentum, dampening, weightDecay]: Given,
  nesterov: boolean,
): tf.Tensor[] {
  const g = decayed(gradient, p, weightDecay);
  if (!velocity) return [tf.sub(p, tf.mul(g, lr))];
  // The first step takes the whole gradient, whatever the dampening.
  const damped = begun ? tf.mul(g, tf.sub(1, tf.mul(begun, dampening))) : g;
  const v = tf.add(tf.mul(velocity, momentum), damped);
  const change = nesterov ? tf.add(g, tf.mul(v, momentum)) : v;
  return [tf.sub(p, tf.mul(change, lr)), v];
}

function check({ momentum, dampening, weightDecay, nesterov }: SGDGroupOptions): void {
  checkNotNegative('SGD', 'momentum', momentum);
  checkNotNegative('SGD', 'weightDecay', weightDecay);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new OptionError(
      'SGD',
      'nesterov',
      nesterov,
      'used with a momentum above 0 and no dampening',
    );
  }
}
