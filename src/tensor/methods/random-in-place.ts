/** Filling a tensor with random numbers, as PyTorch's CPU generator does. */

import * as tf from '@tensorflow/tfjs-core';
import { onHost } from '../../host-memory.js';
import { defaultGenerator } from '../../random/index.js';
import { type ByName, defineMethods } from '../define.js';
import { withDefaults } from '../options.js';
import { bernoulli, type MultinomialOptions, multinomial, type RandomOptions } from '../random.js';
import { Tensor } from '../tensor.js';
import { change } from './in-place.js';

declare module '../tensor.js' {
  interface Tensor {
    /** As the function `bernoulli`: ones and zeros, each one with the probability in the tensor. The shape stays. */
    bernoulli(options?: RandomOptions): Tensor;
    /** As the function `multinomial`, of weights `[categories]` or `[rows, categories]`. */
    multinomial(
      samples: number | ByName<{ numSamples: number } & MultinomialOptions>,
      options?: MultinomialOptions,
    ): Tensor;
    /** Fills with numbers, uniform in [from, to). */
    uniform_(from?: number, to?: number, options?: RandomOptions): this;
    /** Fills with normal numbers. */
    normal_(mean?: number, std?: number, options?: RandomOptions): this;
    /** Fills with ones, each with probability `p`, and zeros. */
    bernoulli_(p?: number, options?: RandomOptions): this;
    /** Fills with exponential numbers of mean 1 / rate. */
    exponential_(rate?: number, options?: RandomOptions): this;
    /** Fills with numbers of trials until success, each with probability `p`. */
    geometric_(p: number, options?: RandomOptions): this;
    /** Fills with numbers of the Cauchy distribution. */
    cauchy_(median?: number, sigma?: number, options?: RandomOptions): this;
    /** Fills with numbers whose logarithm is normal. */
    logNormal_(mean?: number, std?: number, options?: RandomOptions): this;
    /**
     * Fills with whole numbers in [from, to), in [0, to), or of all that the type holds exactly, from 0: up to 2^24 in
     * float32, to 2^31 - 1 in int32.
     */
    random_(from: number, to: number, options?: RandomOptions): this;
    random_(to?: number, options?: RandomOptions): this;
  }
}

function fill<T extends Tensor>(target: T, operation: string, draw: () => tf.TypedArray): T {
  const values = onHost(operation, target.numel(), draw);
  return change(target, operation, () =>
    Tensor.fromTfjs(tf.tensor(values, [...target.shape], target.dtype), operation),
  );
}

defineMethods({
  bernoulli(options) {
    return bernoulli(this, options);
  },
  multinomial(samples, options) {
    return multinomial(this, samples, options);
  },
  uniform_(from = 0, to = 1, options = {}) {
    const { generator } = withDefaults('uniform_', options, { generator: defaultGenerator });
    return fill(this, 'uniform_', () => generator.uniforms(this.numel(), from, to));
  },
  normal_(mean = 0, std = 1, options = {}) {
    const { generator } = withDefaults('normal_', options, { generator: defaultGenerator });
    return fill(this, 'normal_', () => generator.normals(this.numel(), mean, std));
  },
  bernoulli_(p = 0.5, options = {}) {
    const { generator } = withDefaults('bernoulli_', options, { generator: defaultGenerator });
    return fill(this, 'bernoulli_', () => generator.bernoulli(this.numel(), p));
  },
  exponential_(rate = 1, options = {}) {
    const { generator } = withDefaults('exponential_', options, { generator: defaultGenerator });
    return fill(this, 'exponential_', () => generator.exponentials(this.numel(), rate));
  },
  geometric_(p, options = {}) {
    const { generator } = withDefaults('geometric_', options, { generator: defaultGenerator });
    return fill(this, 'geometric_', () => generator.geometrics(this.numel(), p));
  },
  cauchy_(median = 0, sigma = 1, options = {}) {
    const { generator } = withDefaults('cauchy_', options, { generator: defaultGenerator });
    return fill(this, 'cauchy_', () => generator.cauchys(this.numel(), median, sigma));
  },
  logNormal_(mean = 1, std = 2, options = {}) {
    const { generator } = withDefaults('logNormal_', options, { generator: defaultGenerator });
    return fill(this, 'logNormal_', () => generator.logNormals(this.numel(), mean, std));
  },
  random_(first?: number, second?: number | RandomOptions, third?: RandomOptions) {
    const options = (typeof second === 'number' ? third : second) ?? {};
    const { generator } = withDefaults('random_', options, { generator: defaultGenerator });
    const most = this.dtype === 'float32' ? 2 ** 24 + 1 : 2 ** (this.dtype === 'bool' ? 1 : 31);
    const [from, to] = typeof second === 'number' ? [first ?? 0, second] : [0, first ?? most];
    // Without bounds PyTorch draws 32 bits, however wide the type.
    const draw = () => Int32Array.from({ length: this.numel() }, () => generator.random() % most);
    return fill(this, 'random_', () =>
      first === undefined ? draw() : generator.randints(this.numel(), from, to),
    );
  },
});
