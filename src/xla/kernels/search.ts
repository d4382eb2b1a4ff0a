/** Where values belong in sorted rows, by halving. */
import type { SearchSortedAttrs } from '@tensorflow/tfjs-core';
import { apply, type Op } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import { fill, type KernelTable } from './kernel.js';

const searchSorted: Op<{ side: 'left' | 'right' }> = {
  name: 'searchSorted',
  lower: (hlo, [sorted, values], { side }, { shape }) => {
    const [rows, length] = sorted.shape;
    const flat = hlo.reshape(sorted, [rows * length]);
    const rowStart = hlo.multiply(hlo.iota('i32', shape, 0), length);
    let left = hlo.constant(0, 'i32', shape);
    let right = hlo.constant(length, 'i32', shape);
    for (let width = length; width > 0; width = Math.floor(width / 2)) {
      const middle = hlo.divide(hlo.add(left, right), 2);
      const found = hlo.take(flat, hlo.minimum(hlo.add(rowStart, middle), rows * length - 1), 0);
      const open = hlo.compare('LT', left, right);
      const later = hlo.and(open, hlo.compare(side === 'left' ? 'LT' : 'LE', found, values));
      const earlier = hlo.and(open, hlo.not(later));
      left = hlo.select(later, hlo.add(middle, 1), left);
      right = hlo.select(earlier, middle, right);
    }
    return right;
  },
};

export const searchKernels: KernelTable = {
  SearchSorted: ({ sortedSequence, values }, { side }: SearchSortedAttrs) => {
    if (sizeOf(sortedSequence.shape) === 0) return fill(0, 'i32', values.shape);
    return apply(searchSorted, [sortedSequence, values], { side }, 'i32', values.shape);
  },
};
