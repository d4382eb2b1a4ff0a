/** Local response normalization over neighbouring channels (Krizhevsky et al. 2012), and its gradient. */
import type { LRNAttrs, LRNGradAttrs } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/emitter.js';
import { apply, type Op } from '../graph/node.js';
import type { StableHlo } from '../graph/stablehlo.js';
import type { KernelTable } from './kernel.js';

/** The sum over the channels that lie at most `radius` away. */
function neighbours(hlo: StableHlo, x: Value, radius: number): Value {
  const channels = x.shape[3];
  const reach = Math.min(radius, channels - 1);
  const none = { low: 0, high: 0 };
  const wide = hlo.pad(x, [none, none, none, { low: reach, high: reach }]);
  return Array.from({ length: 2 * reach + 1 }, (_, start) =>
    hlo.sliceAxis(wide, 3, { start, limit: start + channels }),
  ).reduce((a, b) => hlo.add(a, b));
}

function norms(hlo: StableHlo, x: Value, { depthRadius, bias, alpha }: LRNAttrs): Value {
  const squares = neighbours(hlo, hlo.multiply(x, x), depthRadius);
  return hlo.add(hlo.multiply(squares, alpha), bias);
}

const power = (hlo: StableHlo, x: Value, exponent: number) => hlo.binary('power', x, exponent);

const forward: Op<LRNAttrs> = {
  name: 'localResponseNormalization',
  lower: (hlo, [x], attrs) => hlo.multiply(x, power(hlo, norms(hlo, x, attrs), -attrs.beta)),
};

const gradient: Op<LRNGradAttrs> = {
  name: 'localResponseNormalization gradient',
  lower: (hlo, [x, y, dy], attrs) => {
    const norm = norms(hlo, x, attrs);
    const own = hlo.multiply(dy, power(hlo, norm, -attrs.beta));
    const shares = hlo.divide(hlo.multiply(dy, y), norm);
    const others = hlo.multiply(x, neighbours(hlo, shares, attrs.depthRadius));
    return hlo.subtract(own, hlo.multiply(others, 2 * attrs.alpha * attrs.beta));
  },
};

export const localResponseKernels: KernelTable = {
  LRN: ({ x }, { depthRadius, bias, alpha, beta }: LRNAttrs) =>
    apply(forward, [x], { depthRadius, bias, alpha, beta }, 'f32', x.shape),
  LRNGrad: ({ x, y, dy }, { depthRadius, bias, alpha, beta }: LRNGradAttrs) =>
    apply(gradient, [x, y, dy], { depthRadius, bias, alpha, beta }, 'f32', x.shape),
};
