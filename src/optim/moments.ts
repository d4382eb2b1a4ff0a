/** What optimizers with running means have in common. */
import * as tf from '@tensorflow/tfjs-core';

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
