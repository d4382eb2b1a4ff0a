/** Special functions, element by element. */
import * as tf from '@tensorflow/tfjs-core';
import { defineMethods } from '../define.js';
import { asOneOperation } from '../kernel.js';
import { cast } from '../operands.js';
import { operation } from '../operation.js';
import { checkWhole } from '../options.js';
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
    /** The logarithm of the gamma function of p dimensions, for x above (p - 1) / 2. @throws OptionError unless p is a whole number of 1 or more. */
    mvlgamma(p: number): Tensor;
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

/** More than any covariance has. */
const MOST_DIMENSIONS = 1e4;

const ofErfinv = (x: tf.Tensor) => tf.mul(tf.exp(tf.square(erfinvOf(x))), Math.sqrt(Math.PI) / 2);

defineMethods({
  lgamma: special('lgamma', lgammaOf, digammaOf),
  digamma: special('digamma', digammaOf, trigammaOf),
  erfinv: special('erfinv', erfinvOf, ofErfinv),
  mvlgamma(p) {
    checkWhole('mvlgamma', 'p', p, 1, MOST_DIMENSIONS);
    return asOneOperation(() => {
      let sum = this.lgamma().add((p * (p - 1) * Math.log(Math.PI)) / 4);
      for (let i = 1; i < p; i++) sum = sum.add(this.sub(i / 2).lgamma());
      return sum;
    });
  },
});
