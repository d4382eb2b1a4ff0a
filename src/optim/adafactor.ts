/** Adaptive steps whose mean squares of matrices are kept as a row and a column. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError, type Tensor } from '../tensor/index.js';
import { towards } from './moments.js';
import {
  type CommonOptions,
  Optimizer,
  type OrRate,
  type ParamsInput,
  stateTensor,
} from './optimizer.js';
import { checkNotNegative } from './option-checks.js';
import type { ParamGroup } from './param-group.js';

/** What the parameter groups of {@link Adafactor} can be told. */
export interface AdafactorGroupOptions extends CommonOptions {
  /** The power of the step by which less of a mean square is new. Default -0.8. */
  beta2Decay: number;
  /** The least mean square, null for float32's epsilon, and the least size of a parameter. Default null and 1e-3. */
  eps: readonly [number | null, number];
  /** The largest root mean square of a step before it is scaled. Default 1. */
  d: number;
  /** Pulls parameters towards 0 beside the step. Default 0. */
  weightDecay: number;
}

const DEFAULTS: AdafactorGroupOptions & { lr: number } = {
  lr: 1e-2,
  beta2Decay: -0.8,
  eps: [null, 1e-3],
  d: 1,
  weightDecay: 0,
};

const FLOAT32_EPSILON = 2 ** -23;

/** Options of {@link Adafactor}. */
export type AdafactorOptions = { lr: number } & Partial<AdafactorGroupOptions>;

/**
 * See {@link https://arxiv.org/abs/1804.04235 | Shazeer & Stern 2018}; PyTorch: `torch.optim.Adafactor`. The learning
 * rate is the largest relative step.
 * @throws OptionError when an option is out of range.
 */
export class Adafactor extends Optimizer<AdafactorGroupOptions> {
  constructor(
    params: ParamsInput<AdafactorGroupOptions>,
    options: OrRate<Partial<AdafactorOptions>> = {},
  ) {
    super(params, options, DEFAULTS, check);
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    const step = stateTensor('step', []);
    if (shape.length < 2) return [step, stateTensor('variance', shape)];
    const [rows, columns] = shape.slice(-2);
    const lead = shape.slice(0, -2);
    return [
      step,
      stateTensor('row_var', [...lead, rows, 1]),
      stateTensor('col_var', [...lead, 1, columns]),
    ];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [steps, ...squares]: readonly Tensor[],
    { options, lrTensor }: ParamGroup<AdafactorGroupOptions>,
  ): void {
    const { beta2Decay, d, weightDecay } = options;
    const [least, leastSize] = [options.eps[0] ?? FLOAT32_EPSILON, options.eps[1]];
    const p = parameter.tf;
    const step = tf.add(steps.tf, 1);
    const size = tf.mul(
      tf.maximum(rootMeanSquare(p), leastSize),
      tf.minimum(lrTensor, tf.rsqrt(step)),
    );
    const square = meanSquares(gradient, squares, tf.pow(step, beta2Decay), least);
    const change = tf.mul(gradient, tf.rsqrt(tf.maximum(square, least * least)));
    const scale = tf.div(size, tf.maximum(tf.div(rootMeanSquare(change), d), 1));
    const kept = weightDecay === 0 ? p : tf.mul(p, tf.sub(1, tf.mul(lrTensor, weightDecay)));
    parameter.storage.replace(tf.sub(kept, tf.mul(change, scale)));
    steps.storage.replace(step);
  }
}

/** The mean squares of a gradient's elements, which the state moves towards by `share`. */
function meanSquares(
  gradient: tf.Tensor,
  state: readonly Tensor[],
  share: tf.Tensor,
  least: number,
): tf.Tensor {
  const squares = tf.square(gradient);
  if (state.length === 1) {
    const [variance] = state;
    variance.storage.replace(towards(variance.tf, squares, share));
    return variance.tf;
  }
  const [row, column] = state;
  row.storage.replace(towards(row.tf, tf.mean(squares, -1, true), share));
  column.storage.replace(towards(column.tf, tf.mean(squares, -2, true), share));
  return tf.div(tf.matMul(row.tf, column.tf), tf.maximum(tf.mean(row.tf, -2, true), least));
}

const rootMeanSquare = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.mean(tf.square(x)));

function check({ eps, d, weightDecay, beta2Decay }: AdafactorGroupOptions): void {
  const owner = 'Adafactor';
  if (!(beta2Decay <= 0)) throw new OptionError(owner, 'beta2Decay', beta2Decay, '0 or less');
  if (eps[0] !== null) checkNotNegative(owner, 'eps[0]', eps[0]);
  checkNotNegative(owner, 'eps[1]', eps[1]);
  if (!(d >= 1)) throw new OptionError(owner, 'd', d, 'a number of 1 or more');
  checkNotNegative(owner, 'weightDecay', weightDecay);
}
