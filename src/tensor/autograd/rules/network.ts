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

defineGradient<tf.Conv2DAttrs & tf.NamedAttrMap>(
  'Conv2D',
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
      x: () => run('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: filter.shape }),
    };
  },
);

defineGradient('MaxPool', { inputs: ['x'], output: true }, (dy, [input, output], attrs) => ({
  x: () => run('MaxPoolGrad', { dy, input, output }, attrs),
}));

defineGradient('AvgPool', { inputs: ['x'] }, (dy, [input], attrs) => ({
  x: () => run('AvgPoolGrad', { dy, input }, attrs),
}));
