/** Gradients of reductions and of softmax. */
import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, mask, spread } from './register.js';

/** A reduced tensor with its reduced dimensions back, as 1. */
function withOnes(reduced: tf.Tensor, shape: number[], axes: number[]): tf.Tensor {
  return tf.reshape(
    reduced,
    shape.map((size, i) => (axes.includes(i) ? 1 : size)),
  );
}

const axesOf = (axis: number | number[], { shape }: tf.Tensor) =>
  tf.util.parseAxisParam(axis, shape);

defineGradient<tf.SumAttrs>('Sum', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => spread(withOnes(dy, x.shape, axesOf(axis, x)), x.shape),
}));

defineGradient<tf.MeanAttrs>('Mean', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => {
    const axes = axesOf(axis, x);
    const count = axes.reduce((product, i) => product * x.shape[i], 1);
    return spread(withOnes(tf.div(dy, count), x.shape, axes), x.shape);
  },
}));

/** Equal extremes share the gradient, as those of PyTorch's `amax`. */
function ofExtreme(dy: tf.Tensor, [x, y]: tf.Tensor[], axes: number[]) {
  return {
    x: () => {
      const isExtreme = mask(tf.equal(x, withOnes(y, x.shape, axes)));
      const share = tf.div(withOnes(dy, x.shape, axes), tf.sum(isExtreme, axes, true));
      return tf.mul(isExtreme, share);
    },
  };
}

defineGradient<tf.MaxAttrs>(
  'Max',
  { inputs: ['x'], output: true },
  (dy, saved, { reductionIndices }) => ofExtreme(dy, saved, axesOf(reductionIndices, saved[0])),
);
defineGradient<tf.MinAttrs>('Min', { inputs: ['x'], output: true }, (dy, saved, { axis }) =>
  ofExtreme(dy, saved, axesOf(axis, saved[0])),
);

defineGradient<tf.SoftmaxAttrs>('Softmax', { output: true }, (dy, [y], { dim }) => ({
  logits: () => {
    const weighted = tf.mul(dy, y);
    return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y));
  },
}));

defineGradient<tf.LogSoftmaxAttrs>('LogSoftmax', { output: true }, (dy, [y], { axis }) => ({
  logits: () => tf.sub(dy, tf.mul(tf.sum(dy, axis, true), tf.exp(y))),
}));

defineGradient<tf.CumsumAttrs>('Cumsum', {}, (dy, _saved, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, axis, exclusive, !reverse),
}));

defineGradient<tf.ProdAttrs>('Prod', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => {
    const axes = axesOf(axis, x);
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const order = [...kept, ...axes];
    const moved = tf.transpose(x, order);
    const sizeOf = (dims: number[]) => dims.reduce((size, i) => size * x.shape[i], 1);
    const rows = tf.reshape(moved, [sizeOf(kept), sizeOf(axes)]);
    const others = tf.reshape(productOfOthers(rows), moved.shape);
    const back = tf.transpose(others, tf.backend_util.getUndoAxesPermutation(order));
    return tf.mul(withOnes(dy, x.shape, axes), back);
  },
}));

/** In each row, the product of all but the element, also where one of them is 0: those before times those behind. */
function productOfOthers(rows: tf.Tensor): tf.Tensor {
  const last = rows.rank - 1;
  return tf.mul(tf.cumprod(rows, last, true, false), tf.cumprod(rows, last, true, true));
}

/** Each result is the product of a row of its own, in which the factors it doesn't have are 1. */
defineGradient<tf.CumprodAttrs>(
  'Cumprod',
  { inputs: ['x'] },
  (dy, [x], { axis, exclusive, reverse }) => ({
    x: () => {
      const order = [...x.shape.keys()].filter((i) => i !== axis).concat(axis);
      const size = x.shape[axis];
      const flat = (tensor: tf.Tensor) => tf.reshape(tf.transpose(tensor, order), [-1, size]);
      const places = tf.range(0, size, 1, 'int32');
      const [result, factor] = [tf.expandDims(places, 1), tf.expandDims(places, 0)];
      const [small, large] = reverse ? [result, factor] : [factor, result];
      const hasFactor = exclusive ? tf.less(small, large) : tf.lessEqual(small, large);
      const repeated = tf.tile(tf.expandDims(flat(x), 1), [1, size, 1]);
      const isFactor = tf.broadcastTo(tf.expandDims(hasFactor, 0), repeated.shape);
      const rows = tf.where(isFactor, repeated, tf.onesLike(repeated));
      const slopes = tf.mul(mask(isFactor), productOfOthers(rows));
      const sum = tf.sum(tf.mul(tf.expandDims(flat(dy), 2), slopes), 1);
      const moved = tf.reshape(
        sum,
        order.map((i) => x.shape[i]),
      );
      return tf.transpose(moved, tf.backend_util.getUndoAxesPermutation(order));
    },
  }),
);
