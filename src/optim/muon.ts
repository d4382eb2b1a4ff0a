/** Momentum whose directions are made orthogonal, for the matrices of hidden layers. */
import * as tf from '@tensorflow/tfjs-core';
import { checkWhole, OptionError, type Tensor } from '../tensor/index.js';
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

/** How the learning rate follows a matrix's shape. */
export type AdjustLr = 'original' | 'match_rms_adamw' | 'spectral_unclamped';

/** Options of {@link Muon} that a group can have of its own. */
export interface MuonGroupOptions extends CommonOptions {
  /** Pulls parameters towards 0 beside the step. Default 0.1. */
  weightDecay: number;
  /** How much of the mean of gradients stays in a step. Default 0.95. */
  momentum: number;
  /** Looks ahead by the momentum. Default true. */
  nesterov: boolean;
  /** The polynomial of the Newton-Schulz iteration. Default 3.4445, -4.775 and 2.0315. */
  nsCoefficients: readonly [number, number, number];
  /** The least norm that is divided by. Default 1e-7. */
  eps: number;
  /** Newton-Schulz iterations. Default 5. */
  nsSteps: number;
  /** Default `'original'`, Keller Jordan's. */
  adjustLrFn: AdjustLr;
}

/** Options of {@link Muon}. */
export type MuonOptions = { lr: number } & Partial<MuonGroupOptions>;

const DEFAULTS: MuonOptions & MuonGroupOptions = {
  lr: 1e-3,
  weightDecay: 0.1,
  momentum: 0.95,
  nesterov: true,
  nsCoefficients: [3.4445, -4.775, 2.0315],
  eps: 1e-7,
  nsSteps: 5,
  adjustLrFn: 'original',
};

/** What the learning rate is multiplied with for a matrix `[rows, columns]`. */
const ADJUSTED: Record<AdjustLr, (rows: number, columns: number) => number> = {
  original: (rows, columns) => Math.sqrt(Math.max(1, rows / columns)),
  match_rms_adamw: (rows, columns) => 0.2 * Math.sqrt(Math.max(rows, columns)),
  spectral_unclamped: (rows, columns) => Math.sqrt(rows / columns),
};

/**
 * See {@link https://kellerjordan.github.io/posts/muon/ | Jordan 2024}; PyTorch: `torch.optim.Muon`, which iterates
 * in bfloat16 where this does in float32. For matrices only; train the other parameters with AdamW.
 * @throws OptionError when an option is out of range or a parameter is no matrix.
 */
export class Muon extends Optimizer<MuonGroupOptions> {
  constructor(params: ParamsInput<MuonGroupOptions>, options: OrRate<Partial<MuonOptions>> = {}) {
    super(params, options, DEFAULTS, check);
    const other = this.paramGroups.flatMap((group) => group.params).find(({ ndim }) => ndim !== 2);
    if (!other) return;
    throw new OptionError(
      'Muon',
      'params',
      `one of shape [${other.shape.join(', ')}]`,
      'matrices: net.parameters().filter((p) => p.ndim === 2), and AdamW for the others',
    );
  }

  protected newState({ shape }: Tensor): readonly Tensor[] {
    return [stateTensor('momentum_buffer', shape)];
  }

  protected update(
    parameter: Tensor,
    gradient: tf.Tensor,
    [mean]: readonly Tensor[],
    { lrTensor, momentumOperand: momentum, options }: ParamGroup<MuonGroupOptions>,
  ): void {
    const { weightDecay, nesterov, adjustLrFn } = options;
    const [rows, columns] = parameter.shape;
    const share = typeof momentum === 'number' ? 1 - momentum : tf.sub(1, momentum);
    const m = towards(mean.tf, gradient, share);
    const direction = nesterov ? towards(gradient, m, momentum) : m;
    const lr = tf.mul(lrTensor, ADJUSTED[adjustLrFn](rows, columns));
    const kept = tf.mul(parameter.tf, tf.sub(1, tf.mul(lrTensor, weightDecay)));
    parameter.storage.replace(tf.sub(kept, tf.mul(orthogonal(direction, options), lr)));
    mean.storage.replace(m);
  }
}

/** The matrix with singular values of about 1, by Newton and Schulz' iteration. */
function orthogonal(
  matrix: tf.Tensor,
  { nsCoefficients: [a, b, c], nsSteps, eps }: MuonGroupOptions,
): tf.Tensor {
  const [rows, columns] = matrix.shape;
  let x = rows > columns ? tf.transpose(matrix) : matrix;
  x = tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x))), eps));
  for (let i = 0; i < nsSteps; i++) {
    const gram = tf.matMul(x, x, false, true);
    const polynomial = tf.add(tf.mul(gram, b), tf.mul(tf.matMul(gram, gram), c));
    x = tf.add(tf.mul(x, a), tf.matMul(polynomial, x));
  }
  return rows > columns ? tf.transpose(x) : x;
}

function check({ weightDecay, momentum, eps, nsSteps, adjustLrFn }: MuonGroupOptions): void {
  checkNotNegative('Muon', 'weightDecay', weightDecay);
  checkNotNegative('Muon', 'momentum', momentum);
  checkNotNegative('Muon', 'eps', eps);
  checkWhole('Muon', 'nsSteps', nsSteps, 1);
  if (adjustLrFn in ADJUSTED) return;
  const names = Object.keys(ADJUSTED).join("', '");
  throw new OptionError('Muon', 'adjustLrFn', adjustLrFn, `one of '${names}'`);
}
