/** Gradients of matrix products, convolution and pooling. */
import * as tf from '@tensorflow/tfjs-core';
import { AutogradError } from '../../errors.js';
import { defineGradient } from './register.js';

defineGradient<tf.BatchMatMulAttrs>(
  'BatchMatMul',
  { inputs: ['a', 'b'] },
  (dy, [a, b], { transposeA, transposeB }) => ({
    a: () =>
      transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB),
    b: () =>
      transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false),
  }),
);

const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs);

/** A convolution and its two gradients: each is linear in what it is given, so that its own gradients are the others. */
function defineConvolution(kernel: 'Conv2D' | 'DepthwiseConv2dNative'): void {
  const [ofInput, ofFilter] = [`${kernel}BackpropInput`, `${kernel}BackpropFilter`];
  const input = (dy: tf.Tensor, filter: tf.Tensor, shape: number[], attrs: tf.NamedAttrMap) =>
    run(ofInput, { dy, filter }, { ...attrs, inputShape: shape });
  const filterOf = (x: tf.Tensor, dy: tf.Tensor, shape: number[], attrs: tf.NamedAttrMap) =>
    run(ofFilter, { x, dy }, { ...attrs, filterShape: shape });

  defineGradient<tf.Conv2DAttrs & tf.NamedAttrMap>(
    kernel,
    { inputs: ['x', 'filter'] },
    (dy, [x, filter], attrs) => {
      if (!tf.backend_util.tupleValuesAreOne(attrs.dilations)) {
        throw new AutogradError(
          'no rule',
          `backward: there is no gradient for a convolution with dilation ${attrs.dilations}; only ` +
            'dilation 1 can be trained.',
        );
      }
      return {
        x: () => input(dy, filter, x.shape, attrs),
        filter: () => filterOf(x, dy, filter.shape, attrs),
      };
    },
  );

  defineGradient<tf.NamedAttrMap>(
    ofInput,
    { inputs: ['dy', 'filter'] },
    (gradient, [dy, filter], attrs) => ({
      dy: () => run(kernel, { x: gradient, filter }, forward(attrs)),
      filter: () => filterOf(gradient, dy, filter.shape, forward(attrs)),
    }),
  );

  defineGradient<tf.NamedAttrMap>(
    ofFilter,
    { inputs: ['x', 'dy'] },
    (gradient, [x, dy], attrs) => ({
      x: () => input(dy, gradient, x.shape, forward(attrs)),
      dy: () => run(kernel, { x, filter: gradient }, forward(attrs)),
    }),
  );
}

defineConvolution('Conv2D');
defineConvolution('DepthwiseConv2dNative');

/** What a convolution takes; its gradients were given these, and a shape. */
function forward({ inputShape: _, filterShape: __, ...attrs }: tf.NamedAttrMap): tf.NamedAttrMap {
  return { dilations: 1, ...attrs };
}

defineGradient('MaxPool', { inputs: ['x'], output: true }, (dy, [input, output], attrs) => ({
  x: () => run('MaxPoolGrad', { dy, input, output }, attrs),
}));

defineGradient('AvgPool', { inputs: ['x'] }, (dy, [input], attrs) => ({
  x: () => run('AvgPoolGrad', { dy, input }, attrs),
}));

/* The gradients of gradients: those above are linear in what they are given, so each is another pooling. */

defineGradient<tf.MaxPoolAttrs>(
  'MaxPoolGrad',
  { inputs: ['input'] },
  (gradient, [input], { filterSize, strides, pad }) => ({
    dy: () => {
      const { indexes } = tf.maxPoolWithArgmax(
        input as tf.Tensor4D,
        filterSize,
        strides,
        pad as number,
        true,
      );
      return tf.reshape(
        tf.gather(tf.reshape(gradient, [-1]), tf.reshape(indexes, [-1])),
        indexes.shape,
      );
    },
    // Which one is the greatest changes in steps.
    input: () => tf.zerosLike(input),
    output: () => tf.fill([], 0),
  }),
);

defineGradient<tf.AvgPoolGradAttrs & tf.NamedAttrMap>(
  'AvgPoolGrad',
  { inputs: ['input'] },
  (gradient, [input], attrs) => ({
    dy: () => run('AvgPool', { x: gradient }, attrs),
    input: () => tf.zerosLike(input),
  }),
);

defineGradient('ToHalf', { inputs: [] }, (dy) => ({
  x: () => run('Cast', { x: dy }, { dtype: 'float32' }),
}));
