/** Gradients of operations on two operands, which broadcast. */
import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, mask, spread, sumTo } from './register.js';

const both = { inputs: ['a', 'b'] };

defineGradient('Add', both, (dy, [a, b]) => ({
  a: () => sumTo(dy, a.shape),
  b: () => sumTo(dy, b.shape),
}));

defineGradient('Sub', both, (dy, [a, b]) => ({
  a: () => sumTo(dy, a.shape),
  b: () => sumTo(tf.neg(dy), b.shape),
}));

defineGradient('Multiply', both, (dy, [a, b]) => ({
  a: () => sumTo(tf.mul(dy, b), a.shape),
  b: () => sumTo(tf.mul(dy, a), b.shape),
}));

defineGradient('RealDiv', both, (dy, [a, b]) => ({
  a: () => sumTo(tf.div(dy, b), a.shape),
  // Not by the square of b, which is 0 or infinite for many numbers that aren't; XLA makes it of two quotients in a row, too.
  b: () => sumTo(tf.neg(tf.mul(tf.div(dy, b), tf.div(a, b))), b.shape),
}));

/** Where the exponent is 0 the base has no influence; where the base is 0 the exponent has none. */
defineGradient('Pow', { ...both, output: true }, (dy, [a, b, y]) => ({
  a: () => {
    const slope = tf.mul(b, tf.pow(a, tf.sub(b, 1)));
    const flat = spread(tf.equal(b, 0), slope.shape);
    return sumTo(tf.mul(dy, tf.where(flat, tf.zerosLike(slope), slope)), a.shape);
  },
  b: () => {
    const positive = tf.greater(a, 0);
    const log = tf.where(positive, tf.log(tf.where(positive, a, tf.onesLike(a))), tf.zerosLike(a));
    return sumTo(tf.mul(dy, tf.mul(y, log)), b.shape);
  },
}));

/** Equal operands share the gradient, as in PyTorch. */
function chosen(worse: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor) {
  return (dy: tf.Tensor, [a, b]: tf.Tensor[]) => {
    // Of NaN, which is neither, both have all.
    const share = (x: tf.Tensor, y: tf.Tensor) =>
      tf.sub(1, tf.add(mask(worse(x, y)), tf.mul(mask(tf.equal(x, y)), 0.5)));
    return {
      a: () => sumTo(tf.mul(dy, share(a, b)), a.shape),
      b: () => sumTo(tf.mul(dy, share(b, a)), b.shape),
    };
  };
}

defineGradient('Maximum', both, chosen(tf.less));
defineGradient('Minimum', both, chosen(tf.greater));

defineGradient('Mod', both, (dy, [a, b]) => ({
  a: () => sumTo(dy, a.shape),
  b: () => sumTo(tf.mul(dy, tf.neg(tf.floor(tf.div(a, b)))), b.shape),
}));

defineGradient('Atan2', both, (dy, [a, b]) => {
  const share = () => {
    const square = tf.add(tf.square(a), tf.square(b));
    const none = tf.equal(square, 0);
    return tf.where(
      none,
      tf.zerosLike(square),
      tf.div(dy, tf.where(none, tf.onesLike(square), square)),
    );
  };
  return {
    a: () => sumTo(tf.mul(share(), b), a.shape),
    b: () => sumTo(tf.neg(tf.mul(share(), a)), b.shape),
  };
});
