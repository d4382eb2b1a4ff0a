/** What optimizers with running means have in common. */
import * as tf from '@tensorflow/tfjs-core';
import type { CommonOptions } from './optimizer.js';
import { checkBetas, checkNotNegative } from './option-checks.js';

/** What Adam and its kin can be told. */
export interface MomentOptions extends CommonOptions {
  /** How much of the mean and of the mean square of gradients stays in a step. Default 0.9 and 0.999. */
  betas: readonly [number, number];
  /** Added to the root mean square, so that nothing is divided by 0. Default 1e-8. */
  eps: number;
  /** Pulls parameters towards 0. Default 0 for all but AdamW, which has 0.01. */
  weightDecay: number;
}

/** @throws OptionError when one is out of range */
export function checkMoments(owner: string, { betas, eps, weightDecay }: MomentOptions): void {
  checkBetas(owner, betas);
  checkNotNegative(owner, 'eps', eps);
  checkNotNegative(owner, 'weightDecay', weightDecay);
}

/** 1 - beta^step, so that float32 loses nothing although beta is close to 1. */
export function biasCorrection(beta: number | tf.Tensor, step: tf.Tensor): tf.Tensor {
  if (beta === 0) return tf.onesLike(step);
  const exponent = typeof beta === 'number' ? Math.log(beta) : tf.log(beta);
  return tf.neg(tf.expm1(tf.mul(step, exponent)));
}

export function oneMinus(value: number | tf.Tensor): number | tf.Tensor {
  return typeof value === 'number' ? 1 - value : tf.sub(1, value);
}

/** A running mean's next value: `share` of what is new. */
export function towards(mean: tf.Tensor, value: tf.Tensor, share: number | tf.Tensor): tf.Tensor {
  return tf.add(mean, tf.mul(tf.sub(value, mean), share));
}

/** A running mean of squares' next value. */
export function meanSquare(mean: tf.Tensor, value: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(mean, beta), tf.mul(tf.square(value), 1 - beta));
}

/** Weight decay as part of the gradient. */
export function decayed(gradient: tf.Tensor, parameter: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
}

/** What weight decay depends on; a group of parameters has it. */
interface Decay {
  readonly options: Pick<MomentOptions, 'weightDecay'>;
  readonly lrTensor: tf.Tensor;
}

/** The parameter and the gradient with weight decay in one of them: in the parameter where it is decoupled. */
export function withDecay(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  { options, lrTensor }: Decay,
  isDecoupled: boolean,
): { p: tf.Tensor; g: tf.Tensor } {
  const { weightDecay } = options;
  if (!isDecoupled || weightDecay === 0) {
    return { p: parameter, g: decayed(gradient, parameter, weightDecay) };
  }
  return { p: tf.mul(parameter, tf.sub(1, tf.mul(lrTensor, weightDecay))), g: gradient };
}
