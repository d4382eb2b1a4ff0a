/**
 * Floating-point operations of a kernel: those of products and convolutions, two for each product of two numbers.
 * PyTorch: `torch.utils.flop_counter.FlopCounterMode`.
 */

import { sizeOf } from '../tensor/index.js';
import type { KernelCall } from './kernel-calls.js';

type Shape = readonly number[];

export function flopsOf({ kernel, inputs, attrs, outputs }: KernelCall): number {
  const shapeOf = (name: string): Shape => inputs[name]?.shape ?? [];
  const out: Shape = outputs[0]?.shape ?? [];
  switch (kernel) {
    case 'BatchMatMul':
    case '_FusedMatMul': {
      const [rows = 1, columns = 1] = shapeOf('a').slice(-2);
      // Either of the two is the result's; which one depends on whether `a` is transposed.
      return (2 * sizeOf(out) * rows * columns) / (out.at(-2) ?? 1);
    }
    case 'Conv2D':
    case 'FusedConv2D':
    case 'Conv3D':
      return 2 * sizeOf(out) * sizeOf(shapeOf('filter').slice(0, -1));
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return 2 * sizeOf(out) * sizeOf(shapeOf('filter').slice(0, 2));
    case 'Conv2DBackpropInput':
    case 'Conv3DBackpropInputV2':
      return 2 * sizeOf(shapeOf('dy')) * sizeOf(shapeOf('filter').slice(0, -1));
    case 'Conv2DBackpropFilter':
    case 'Conv3DBackpropFilterV2':
      return 2 * sizeOf(shapeOf('dy')) * sizeOf(out.slice(0, -1));
    case 'Einsum':
      return einsumFlops(String(attrs.equation), Object.values(inputs));
    default:
      return 0;
  }
}

/** Of two operands; TensorFlow.js's kernel takes no more. */
function einsumFlops(equation: string, operands: readonly { shape: Shape }[]): number {
  if (operands.length < 2) return 0;
  const sizes = new Map<string, number>();
  const terms = equation.split('->')[0]?.split(',') ?? [];
  terms.forEach((term, i) => {
    [...term.trim()].forEach((label, axis) => {
      sizes.set(label, operands[i]?.shape[axis] ?? 1);
    });
  });
  return 2 * sizeOf([...sizes.values()]);
}
