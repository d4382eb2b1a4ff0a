/**
 * Normalization by the batch. Measured statistics depend on the input too; the gradient says so in one step, which
 * reads the input and the gradient of the result twice, once for two sums and once for the result.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  asOneOperation,
  noGrad,
  OptionError,
  operation,
  recorded,
  Tensor,
  withDefaults,
} from '../../tensor/index.js';

/** Options of {@link batchNorm}. */
export interface BatchNormArguments {
  /** The scale, `[channels]`. */
  weight?: Tensor;
  /** The shift, `[channels]`. */
  bias?: Tensor;
  /** Whether the batch is measured, or the running statistics are used. Default false. */
  training?: boolean;
  /** The share of the batch in the running statistics. Default 0.1. */
  momentum?: number;
  /** Default 1e-5. */
  eps?: number;
}

/** With what is usual in place of what was left out. */
type Filled = Pick<BatchNormArguments, 'weight' | 'bias'> &
  Required<Omit<BatchNormArguments, 'weight' | 'bias'>>;

/**
 * Normalizes each channel, dimension 1. In training the running statistics, where there are any, move towards the
 * batch's. `[batch, channels, ...]`, the shape stays. See Ioffe & Szegedy 2015; PyTorch:
 * `torch.nn.functional.batch_norm`.
 * @throws OptionError when `eps` is below 0, or 0 where the batch is measured.
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | undefined,
  runningVar: Tensor | undefined,
  options: BatchNormArguments = {},
): Tensor {
  const filled = withDefaults('batchNorm', options, {
    weight: undefined,
    bias: undefined,
    training: false,
    momentum: 0.1,
    eps: 1e-5,
  });
  const { eps, training } = filled;
  const isMeasured = training || !runningMean || !runningVar;
  if (eps < 0 || (isMeasured && eps === 0)) {
    const expected = isMeasured
      ? 'a number above 0 where the batch is measured'
      : 'a number of 0 or more';
    throw new OptionError('batchNorm', 'eps', eps, expected);
  }
  return normalizedChannels(x, runningMean, runningVar, filled);
}

/** As {@link batchNorm}, by any `eps`: PyTorch's `instance_norm` takes each. */
export function normalizedChannels(
  x: Tensor,
  runningMean: Tensor | undefined,
  runningVar: Tensor | undefined,
  { weight, bias, training, momentum, eps }: Filled,
): Tensor {
  return asOneOperation(() => {
    // As PyTorch: of nothing there are no statistics, and those that there are stay.
    if (x.numel() === 0) {
      const scaled = weight ? x.mul(channels(weight, x)) : x.clone();
      return bias ? scaled.add(channels(bias, x)) : scaled;
    }
    if (training || !runningMean || !runningVar) {
      const count = x.numel() / x.shape[1];
      noGrad(() => {
        const { mean, variance } = measured(x);
        if (runningMean) move(runningMean, mean, momentum);
        if (runningVar) move(runningVar, variance.mul(count / (count - 1)), momentum);
      });
      return normalizedByBatch(x, weight, bias, eps);
    }
    const scale = channels(runningVar, x).add(eps).rsqrt();
    const factor = weight ? scale.mul(channels(weight, x)) : scale;
    const normal = x.sub(channels(runningMean, x)).mul(factor);
    return bias ? normal.add(channels(bias, x)) : normal;
  });
}

function move(running: Tensor, measured: Tensor, momentum: number): void {
  const target = measured.reshape(running.shape).mul(momentum);
  running.copy_(running.mul(1 - momentum).add(target));
}

/** A vector of channels in the input's rank: `[1, channels, 1, 1]`. */
export const channels = (vector: Tensor, x: Tensor): Tensor => vector.reshape(perChannel(x.shape));

const perChannel = (shape: readonly number[]) => shape.map((_, i) => (i === 1 ? -1 : 1));

/** The mean and the variance of each channel, `[1, channels, 1, 1]`. */
function measured(x: Tensor): { mean: Tensor; variance: Tensor } {
  const [mean, variance] = recorded('batchNorm statistics', [x.tf], ([values]) => {
    const { mean, variance } = statisticsOf(values);
    return [mean, variance];
  });
  return {
    mean: Tensor.fromTfjs(mean, 'batchNorm'),
    variance: Tensor.fromTfjs(variance, 'batchNorm'),
  };
}

function statisticsOf(x: tf.Tensor) {
  const mean = meanOfChannels(x);
  const centred = tf.sub(x, mean);
  return { mean, centred, variance: meanOfChannels(tf.square(centred)) };
}

function meanOfChannels(x: tf.Tensor): tf.Tensor {
  return tf.mean(
    x,
    x.shape.flatMap((_, i) => (i === 1 ? [] : [i])),
    true,
  );
}

/** (x - mean) / sqrt(variance + eps) * weight + bias, by the statistics of `x` itself. */
function normalizedByBatch(
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  eps: number,
): Tensor {
  const affine = [weight, bias].flatMap((vector) => vector ?? []);
  return operation({
    name: 'batchNorm',
    inputs: [x, ...affine],
    saved: weight ? [x, weight] : [x],
    forward: () => {
      const given = [x.tf, weight?.tf, bias?.tf, eps] as const;
      const [normal] = recorded('batchNorm', given, (inputs) => [normalized(...inputs)]);
      return normal;
    },
    backward: (dy, [x, weight]) => {
      const given = [dy, x, weight, eps] as const;
      const [dx, dWeight, dBias] = recorded('batchNorm back', given, gradients);
      return [dx, ...(weight ? [dWeight] : []), ...(bias ? [dBias] : [])];
    },
  });
}

function normalized(
  x: tf.Tensor,
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
  eps: number,
): tf.Tensor {
  const { centred, variance } = statisticsOf(x);
  const scale = tf.rsqrt(tf.add(variance, eps));
  const shape = perChannel(x.shape);
  const factor = weight ? tf.mul(scale, tf.reshape(weight, shape)) : scale;
  const scaled = tf.mul(centred, factor);
  return bias ? tf.add(scaled, tf.reshape(bias, shape)) : scaled;
}

/** The gradients of the input, the scale and the shift. */
function gradients([dy, x, weight, eps]: readonly [
  dy: tf.Tensor,
  x: tf.Tensor,
  weight: tf.Tensor | undefined,
  eps: number,
]): tf.Tensor[] {
  const { centred, variance } = statisticsOf(x);
  const scale = tf.rsqrt(tf.add(variance, eps));
  const mean = meanOfChannels(dy);
  const slope = meanOfChannels(tf.mul(dy, centred));
  const factor = weight ? tf.mul(scale, tf.reshape(weight, perChannel(x.shape))) : scale;
  const straight = tf.mul(centred, tf.mul(tf.square(scale), slope));
  const dx = tf.mul(tf.sub(tf.sub(dy, mean), straight), factor);
  const [, channelCount = 1] = x.shape;
  const count = x.size / channelCount;
  const dWeight = tf.mul(tf.mul(slope, scale), count);
  return [dx, tf.reshape(dWeight, [-1]), tf.reshape(tf.mul(mean, count), [-1])];
}
