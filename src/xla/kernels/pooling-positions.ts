/** Maximum pooling of pictures that also tells where each maximum lies. */
import { backend_util, type MaxPoolWithArgmaxAttrs, util } from '@tensorflow/tfjs-core';
import { apply, type Op } from '../graph/node.js';
import type { KernelTable } from './kernel.js';
import { slices, type Windows, windowsOf } from './windows.js';

interface Attrs {
  readonly windows: Windows;
}

const maximum: Op<Attrs> = {
  name: 'maxPool of numbers',
  lower: (hlo, [x], { windows }) => {
    // Unlike maxPool, this one passes over what is not a number.
    const [first, ...rest] = slices(hlo, x, windows, -Infinity);
    const start = hlo.select(hlo.compare('EQ', first, first), first, -Infinity);
    return rest.reduce(
      (best, value) => hlo.select(hlo.compare('GT', value, best), value, best),
      start,
    );
  },
};

/** The flat index of the first of a window's greatest elements, -1 where there is none. */
const position: Op<Attrs & { includeBatch: boolean }> = {
  name: 'maxPool positions',
  lower: (hlo, [x], { windows, includeBatch }) => {
    const [, height, width, channels] = x.shape;
    const indexed = [channels, width * channels, height * width * channels];
    let index = hlo.iota('i32', x.shape, 3);
    index = hlo.add(index, hlo.multiply(hlo.iota('i32', x.shape, 2), indexed[0]));
    index = hlo.add(index, hlo.multiply(hlo.iota('i32', x.shape, 1), indexed[1]));
    if (includeBatch) {
      index = hlo.add(index, hlo.multiply(hlo.iota('i32', x.shape, 0), indexed[2]));
    }
    const places = slices(hlo, index, windows, -1);
    const values = slices(hlo, x, windows, -Infinity);
    let best = hlo.constant(-Infinity, 'f32', values[0].shape);
    let found = hlo.constant(-1, 'i32', best.shape);
    values.forEach((value, i) => {
      const greater = hlo.compare('GT', value, best);
      best = hlo.select(greater, value, best);
      found = hlo.select(greater, places[i], found);
    });
    return found;
  },
};

export const poolingPositionKernels: KernelTable = {
  MaxPoolWithArgmax: ({ x }, attrs: MaxPoolWithArgmaxAttrs) => {
    const { filterSize, strides, pad, includeBatchInIndex: includeBatch } = attrs;
    util.assert(x.shape.length === 4, () => `maxPoolWithArgmax takes rank 4, got [${x.shape}].`);
    const [batch, height, width, channels] = x.shape;
    const info = backend_util.computePool2DInfo(
      [batch, height, width, channels],
      filterSize,
      strides,
      1,
      pad,
    );
    const windows = windowsOf(info);
    return [
      apply(maximum, [x], { windows }, 'f32', info.outShape),
      apply(position, [x], { windows, includeBatch }, 'i32', info.outShape),
    ];
  },
};
