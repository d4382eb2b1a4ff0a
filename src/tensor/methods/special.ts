/** Special functions, element by element. */
import * as tf from '@tensorflow/tfjs-core';
import { defineMethods } from '../define.js';
import { asOneOperation } from '../kernel.js';
import { cast } from '../operands.js';
import { operation } from '../operation.js';
import { digammaOf, erfinvOf, lgammaOf, trigammaOf } from '../special-values.js';
import type { Tensor } from '../tensor.js';

declare module '../tensor.js' {
  interface Tensor {
    /** log |gamma(x)|, which is log((x - 1)!) for whole numbers. */
    lgamma(): Tensor;
    /** The derivative of `lgamma`. */
    digamma(): Tensor;
    /** The inverse of `erf`, for -1 to 1. */
    erfinv(): Tensor;
  }
}

/** @param derivative from the input */
const special = (
  name: string,
  compute: (x: tf.Tensor) => tf.Tensor,
  derivative: (x: tf.Tensor) => tf.Tensor,
) =>
  function (this: Tensor): Tensor {
    return asOneOperation(() => {
      const x = cast(this, 'float32');
      return operation({
        name,
        inputs: [x],
        saved: [x],
        forward: () => compute(x.tf),
        backward: (dy, [value]) => [tf.mul(dy, derivative(value))],
      });
    });
  };

const ofErfinv = (x: tf.Tensor) => tf.mul(tf.exp(tf.square(erfinvOf(x))), Math.sqrt(Math.PI) / 2);

defineMethods({
  lgamma: special('lgamma', lgammaOf, digammaOf),
  digamma: special('digamma', digammaOf, trigammaOf),
  erfinv: special('erfinv', erfinvOf, ofErfinv),
});
