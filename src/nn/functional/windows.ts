/**
 * Windows that slide over the spatial dimensions of `[batch, channels, ...spatial]`: where they lie, and the
 * elements under them. Convolution, pooling and unfold of any number of dimensions are made of these.
 */
import { runKernel, stack, type Tensor } from '../../tensor/index.js';
import { pad } from './padding.js';

/** One number for each spatial dimension. */
export interface Windows {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** How many windows fit along each dimension. */
export function windowCounts(spatial: readonly number[], windows: Windows): number[] {
  const { kernelSize, stride, dilation } = windows;
  return spatial.map(
    (size, i) => Math.floor((size - dilation[i] * (kernelSize[i] - 1) - 1) / stride[i]) + 1,
  );
}

/** Pads the same before and behind, by one number for each spatial dimension. */
export function padSpatial(x: Tensor, padding: readonly number[], value = 0): Tensor {
  if (padding.every((size) => size === 0)) return x;
  return pad(
    x,
    padding.toReversed().flatMap((size) => [size, size]),
    { value },
  );
}

/**
 * The padding of an image for TensorFlow.js's kernels. One number is enough only where the kernel is square and moves as
 * far down as across: the output's width would be worked out by the kernel's height and how far it moves down.
 */
export function edges(
  [height, width]: readonly number[],
  [down, across]: readonly number[],
  [vertical, horizontal]: readonly number[],
): number | number[][] {
  if (vertical === horizontal && height === width && down === across) return vertical;
  return [
    [0, 0],
    [vertical, vertical],
    [horizontal, horizontal],
    [0, 0],
  ];
}

/** Every `step`-th element of a dimension from `start`, `count` of them. */
function everyNth(x: Tensor, dim: number, start: number, count: number, step: number): Tensor {
  if (step === 1) return x.narrow(dim, start, count);
  const at = (value: number) => x.shape.map((_, i) => (i === dim ? value : 0));
  const end = x.shape.map((size, i) => (i === dim ? start + (count - 1) * step + 1 : size));
  return runKernel(
    'StridedSlice',
    'slice',
    { x },
    {
      begin: at(start),
      end,
      strides: x.shape.map((_, i) => (i === dim ? step : 1)),
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  );
}

/**
 * The elements under the windows: `[batch, channels, ...spatial]` to
 * `[batch, channels, ...kernelSize, ...counts]`.
 */
export function patches(x: Tensor, windows: Windows): Tensor {
  const { kernelSize, stride, dilation } = windows;
  const counts = windowCounts(x.shape.slice(2), windows);
  const rank = kernelSize.length;
  let result = x;
  // From the last dimension, since each puts its kernel dimension in front of those that were there.
  for (let i = rank - 1; i >= 0; i--) {
    const dim = i + 2 + (rank - 1 - i);
    const current = result;
    const parts = Array.from({ length: kernelSize[i] }, (_, k) =>
      everyNth(current, dim, k * dilation[i], counts[i], stride[i]),
    );
    result = stack(parts, 2);
  }
  return result;
}
