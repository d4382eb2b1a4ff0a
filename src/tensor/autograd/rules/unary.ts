/** Gradients of functions of one tensor, element by element. */
import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './register.js';

/** The derivative from the input. */
function ofInput(kernel: string, derivative: (x: tf.Tensor) => tf.Tensor): void {
  defineGradient(kernel, { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.mul(dy, derivative(x)) }));
}

/** The derivative from the result, which is cheaper where it can be had. */
function ofOutput(kernel: string, derivative: (y: tf.Tensor) => tf.Tensor): void {
  defineGradient(kernel, { output: true }, (dy, [y]) => ({ x: () => tf.mul(dy, derivative(y)) }));
}

for (const kernel of ['Floor', 'Ceil', 'Round', 'Sign', 'ZerosLike', 'OnesLike']) {
  defineGradient(kernel, {}, (dy) => ({ x: () => tf.zerosLike(dy) }));
}
for (const kernel of ['Identity', 'Cast']) {
  defineGradient(kernel, {}, (dy) => ({ x: () => tf.clone(dy) }));
}
defineGradient('Neg', {}, (dy) => ({ x: () => tf.neg(dy) }));

ofInput('Abs', tf.sign);
ofInput('Square', (x) => tf.mul(x, 2));
ofInput('Log', tf.reciprocal);
ofInput('Log1p', (x) => tf.reciprocal(tf.add(x, 1)));
ofInput('Sin', tf.cos);
ofInput('Cos', (x) => tf.neg(tf.sin(x)));
ofInput('Softplus', tf.sigmoid);
ofInput('Erf', (x) => tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)));

/** As PyTorch: what is not known to be 0 or less has a gradient, NaN too. */
defineGradient('Relu', { inputs: ['x'] }, (dy, [x]) => ({
  x: () => tf.where(tf.lessEqual(x, 0), tf.zerosLike(dy), dy),
}));

ofInput('Sinh', tf.cosh);
ofInput('Cosh', tf.sinh);
ofInput('Asin', (x) => tf.rsqrt(tf.sub(1, tf.square(x))));
ofInput('Acos', (x) => tf.neg(tf.rsqrt(tf.sub(1, tf.square(x)))));
ofInput('Atan', (x) => tf.reciprocal(tf.add(tf.square(x), 1)));
ofInput('Asinh', (x) => tf.rsqrt(tf.add(tf.square(x), 1)));
ofInput('Acosh', (x) => tf.rsqrt(tf.sub(tf.square(x), 1)));
ofInput('Atanh', (x) => tf.reciprocal(tf.sub(1, tf.square(x))));

ofOutput('Exp', (y) => y);
ofOutput('Expm1', (y) => tf.add(y, 1));
ofOutput('Sqrt', (y) => tf.div(0.5, y));
ofOutput('Rsqrt', (y) => tf.mul(tf.mul(y, tf.square(y)), -0.5));
ofOutput('Reciprocal', (y) => tf.neg(tf.square(y)));
ofOutput('Tan', (y) => tf.add(tf.square(y), 1));
ofOutput('Tanh', (y) => tf.sub(1, tf.square(y)));
ofOutput('Sigmoid', (y) => tf.mul(y, tf.sub(1, y)));

/** The bounds themselves count as outside, as in PyTorch. */
defineGradient<tf.ClipByValueAttrs>(
  'ClipByValue',
  { inputs: ['x'] },
  (dy, [x], { clipValueMin, clipValueMax }) => ({
    x: () => {
      const above = clipValueMin === -Infinity ? [] : [tf.greater(x, clipValueMin)];
      const below = clipValueMax === Infinity ? [] : [tf.less(x, clipValueMax)];
      const [first, second] = [...above, ...below];
      if (!first) return tf.clone(dy);
      return tf.where(second ? tf.logicalAnd(first, second) : first, dy, tf.zerosLike(dy));
    },
  }),
);
