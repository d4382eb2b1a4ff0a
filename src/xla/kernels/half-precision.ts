/**
 * Which kernels compute in half precision, and the one that brings a tensor there. All others get what is of half
 * precision widened to float32: only products and what moves or chooses numbers stay narrow.
 */
import { type ElementType, type HalfType, isHalf } from '../graph/element-type.js';
import { cast, type Inputs, type KernelTable } from './kernel.js';

const NARROW: ReadonlySet<string> = new Set([
  ...['BatchMatMul', 'Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput', 'ToHalf'],
  ...['Concat', 'ExpandDims', 'Pack', 'PadV2', 'Reverse', 'Slice', 'SplitV', 'StridedSlice'],
  ...['MaxPool', 'Relu', 'Tile', 'Transpose', 'Unpack'],
]);

/** Whether a kernel computes in half precision where all its inputs are of one such type. */
export function takesHalf(kernel: string): boolean {
  return NARROW.has(kernel);
}

/** Whether all inputs are of one type of half precision. */
export function areHalf(inputs: Inputs): boolean {
  let type: ElementType | undefined;
  for (const name in inputs) {
    const node = inputs[name];
    if (!isHalf(node.type) || (type !== undefined && node.type !== type)) return false;
    type = node.type;
  }
  return type !== undefined;
}

export interface ToHalfAttrs {
  readonly type: HalfType;
}

export const halfPrecisionKernels: KernelTable = {
  ToHalf: ({ x }, { type }: ToHalfAttrs) => cast(x, type),
};
