/** Gradients of operations that move elements: shapes, parts, joining, choosing. */
import * as tf from '@tensorflow/tfjs-core';
import { defineGradient } from './register.js';

defineGradient('Reshape', { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.reshape(dy, x.shape) }));

defineGradient<tf.TransposeAttrs>('Transpose', {}, (dy, _saved, { perm }) => ({
  x: () => tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(perm)),
}));

defineGradient<tf.BroadCastToAttrs>('BroadcastTo', {}, (dy, _saved, { inputShape, shape }) => ({
  x: () => {
    const repeated = inputShape.flatMap((size, i) => (size === shape[i] ? [] : [i]));
    return tf.sum(dy, repeated, true);
  },
}));

defineGradient<tf.ReverseAttrs>('Reverse', {}, (dy, _saved, { dims }) => ({
  x: () => tf.reverse(dy, dims),
}));

defineGradient<{ begin: number[]; size: number[] }>(
  'Slice',
  { inputs: ['x'] },
  (dy, [x], { begin, size }) => ({
    x: () =>
      tf.pad(
        dy,
        begin.map((from, i): [number, number] => [from, x.shape[i] - from - size[i]]),
      ),
  }),
);

defineGradient<tf.ConcatAttrs>('Concat', { allInputs: true }, (dy, saved, { axis }) => {
  const gradients: Record<string, () => tf.Tensor> = {};
  let start = 0;
  saved.forEach(({ shape }, i) => {
    const begin = shape.map((_, dim) => (dim === axis ? start : 0));
    gradients[i] = () => tf.slice(dy, begin, shape);
    start += shape[axis];
  });
  return gradients;
});

defineGradient<tf.PackAttrs>('Pack', { allInputs: true }, (dy, saved, { axis }) => {
  const gradients: Record<string, () => tf.Tensor> = {};
  saved.forEach(({ shape }, i) => {
    const begin = dy.shape.map((_, dim) => (dim === axis ? i : 0));
    const size = dy.shape.map((length, dim) => (dim === axis ? 1 : length));
    gradients[i] = () => tf.reshape(tf.slice(dy, begin, size), shape);
  });
  return gradients;
});

/** Each picked row gives its gradient back to where it came from; rows picked twice add up. */
defineGradient<tf.GatherV2Attrs>(
  'GatherV2',
  { inputs: ['x', 'indices'] },
  (dy, [x, indices], { axis }) => ({
    x: () => {
      const order = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
      const rows = x.rank > 1 ? tf.transpose(dy, order) : dy;
      const sum = tf.unsortedSegmentSum(
        rows,
        tf.cast(indices, 'int32') as tf.Tensor1D,
        x.shape[axis],
      );
      return x.rank > 1 ? tf.transpose(sum, tf.backend_util.getUndoAxesPermutation(order)) : sum;
    },
  }),
);

defineGradient('Select', { inputs: ['condition'] }, (dy, [condition]) => ({
  t: () => tf.where(condition, dy, tf.zerosLike(dy)),
  e: () => tf.where(condition, tf.zerosLike(dy), dy),
}));

defineGradient<tf.PadV2Attrs>('PadV2', { inputs: ['x'] }, (dy, [x], { paddings }) => ({
  x: () =>
    tf.slice(
      dy,
      paddings.map(([before]) => before),
      x.shape,
    ),
}));

/** What was stepped over gets no gradient: zeros go between the elements, and before and behind them. */
defineGradient<Pick<tf.StridedSliceAttrs, 'begin' | 'strides'>>(
  'StridedSlice',
  { inputs: ['x'] },
  (dy, [x], { begin, strides }) => ({
    x: () => {
      const spread = strides.reduce((spaced, step, dim) => spaceOut(spaced, dim, step), dy);
      const paddings = x.shape.map((size, dim): [number, number] => {
        const rest = size - begin[dim] - spread.shape[dim];
        return [begin[dim], Math.max(rest, 0)];
      });
      return tf.slice(tf.pad(spread, paddings), Array(x.rank).fill(0), x.shape);
    },
  }),
);

/** Puts `step - 1` zeros behind each element of a dimension. */
function spaceOut(x: tf.Tensor, dim: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const pairs = [...x.shape.slice(0, dim + 1), 1, ...x.shape.slice(dim + 1)];
  const paddings = pairs.map((_, i): [number, number] => [0, i === dim + 1 ? step - 1 : 0]);
  const shape = x.shape.map((size, i) => (i === dim ? size * step : size));
  return tf.reshape(tf.pad(tf.reshape(x, pairs), paddings), shape);
}

defineGradient<tf.TileAttrs>('Tile', { inputs: ['x'] }, (dy, [x], { reps }) => ({
  x: () => {
    const split = x.shape.flatMap((size, i) => [reps[i], size]);
    const repeats = x.shape.map((_, i) => 2 * i);
    return tf.sum(tf.reshape(dy, split), repeats);
  },
}));

defineGradient('UnsortedSegmentSum', { inputs: ['segmentIds'] }, (dy, [segmentIds]) => ({
  x: () => tf.gather(dy, segmentIds),
}));
