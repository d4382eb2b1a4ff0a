/** Blocks of space as batches or channels, and back: reshapes and transposes. */
import {
  type BatchToSpaceNDAttrs,
  backend_util,
  type DepthToSpaceAttrs,
  type SpaceToBatchNDAttrs,
} from '@tensorflow/tfjs-core';
import type { Node } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import { type KernelTable, reshape } from './kernel.js';
import { channelsLast, inFormat } from './layout.js';
import { padded, slice, transpose } from './shape-kernels.js';

function depthToSpace(x: Node, block: number): Node {
  const [batch, height, width, channels] = x.shape;
  const depth = channels / (block * block);
  const split = reshape(x, [batch, height, width, block, block, depth]);
  const turned = transpose(split, [0, 1, 3, 2, 4, 5]);
  return reshape(turned, [batch, height * block, width * block, depth]);
}

export const blockKernels: KernelTable = {
  SpaceToBatchND: ({ x }, { blockShape, paddings }: SpaceToBatchNDAttrs) => {
    const rest = x.shape.length - 1 - blockShape.length;
    const edges = [[0, 0], ...paddings, ...Array.from({ length: rest }, () => [0, 0])];
    const whole = padded(x, edges, 0);
    const product = sizeOf(blockShape);
    const shape = [...whole.shape];
    const split = backend_util.getReshaped(shape, blockShape, product, false);
    const turns = backend_util.getPermuted(split.length, blockShape.length, false);
    const flat = backend_util.getReshapedPermuted(shape, blockShape, product, false);
    return reshape(transpose(reshape(whole, split), turns), flat);
  },
  BatchToSpaceND: ({ x }, { blockShape, crops }: BatchToSpaceNDAttrs) => {
    const product = sizeOf(blockShape);
    const shape = [...x.shape];
    const split = backend_util.getReshaped(shape, blockShape, product);
    const turns = backend_util.getPermuted(split.length, blockShape.length);
    const flat = backend_util.getReshapedPermuted(shape, blockShape, product);
    const starts = backend_util.getSliceBeginCoords(crops, blockShape.length);
    const sizes = backend_util.getSliceSize(flat, crops, blockShape.length);
    const whole = reshape(transpose(reshape(x, split), turns), flat);
    return slice(
      whole,
      flat.map((length, i) => {
        const start = starts[i] ?? 0;
        return { start, limit: start + (sizes[i] ?? length) };
      }),
    );
  },
  DepthToSpace: ({ x }, { blockSize, dataFormat }: DepthToSpaceAttrs) =>
    inFormat(depthToSpace(channelsLast(x, dataFormat), blockSize), dataFormat),
};
