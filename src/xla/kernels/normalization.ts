/** Normalization by given statistics. */
import type { FusedBatchNormAttrs } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Op } from '../graph/node.js';
import type { KernelTable } from './kernel.js';

const batchNorm: Op<{ epsilon: number; hasOffset: boolean; hasScale: boolean }> = {
  name: 'batchNorm',
  lower: (hlo, [x, mean, variance, ...rest], { epsilon, hasOffset, hasScale }) => {
    const offset = hasOffset ? rest.shift() : undefined;
    const scale = hasScale ? rest.shift() : undefined;
    const wide = (value: Value) => hlo.broadcastTo(value, x.shape);
    const inverse = hlo.unary('rsqrt', hlo.add(variance, epsilon));
    const factor = scale ? hlo.multiply(inverse, scale) : inverse;
    const scaled = hlo.multiply(hlo.subtract(x, wide(mean)), wide(factor));
    return offset ? hlo.add(scaled, wide(offset)) : scaled;
  },
};

export const normalizationKernels: KernelTable = {
  FusedBatchNorm: ({ x, mean, variance, offset, scale }, attrs: FusedBatchNormAttrs) => {
    const inputs = [x, mean, variance, offset, scale].filter((node) => node !== undefined);
    const { varianceEpsilon: epsilon } = attrs;
    const hasOffset = offset !== undefined;
    const hasScale = scale !== undefined;
    return apply(batchNorm, inputs, { epsilon, hasOffset, hasScale }, 'f32', x.shape);
  },
};
