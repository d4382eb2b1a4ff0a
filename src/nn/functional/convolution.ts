/**
 * Convolutions in one to three spatial dimensions. A plain one of images is TensorFlow.js's kernel, which has
 * channels last; all others are a matrix product of the elements under each window.
 */
import {
  asOneOperation,
  asProduct,
  isOptions,
  optionsByPlace,
  type Placed,
  runProduct,
  ShapeError,
  sizeOf,
  type Tensor,
  withDefaults,
} from '../../tensor/index.js';
import { pad } from './padding.js';
import { patches, type Windows, windowCounts } from './windows.js';

/** For all spatial dimensions, or for each. */
export type PerDimension = number | readonly number[];

/** Options of {@link conv2d} and its kin. */
export interface ConvolutionOptions {
  /** How far the kernel moves. Default 1. */
  stride?: PerDimension;
  /** Zeros around the input; `'same'` keeps its size. Default 0. */
  padding?: PerDimension | 'same' | 'valid';
  /** Distance between the kernel's elements. Default 1. */
  dilation?: PerDimension;
  /** Parts of the channels that don't see each other. Default 1. */
  groups?: number;
}

export const perDimension = (value: PerDimension, rank: number): readonly number[] =>
  typeof value === 'number' ? Array<number>(rank).fill(value) : value;

/** Zeros before and behind each spatial dimension; with `'same'` what doesn't divide evenly goes behind. */
function zerosAround(
  padding: PerDimension | 'same' | 'valid',
  { kernelSize, dilation }: Windows,
): readonly (readonly [before: number, behind: number])[] {
  if (padding === 'same') {
    return kernelSize.map((size, i) => {
      const total = dilation[i] * (size - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  }
  const sizes = perDimension(padding === 'valid' ? 0 : padding, kernelSize.length);
  return sizes.map((size) => [size, size]);
}

const PLACES = ['stride', 'padding', 'dilation', 'groups'] as const;

/** The bias may stand before the options or among them. */
export type WithBias<Options> = Options & { bias?: Tensor };

export function biasAndOptions<Options extends object>(
  bias: Tensor | WithBias<Options> | undefined,
  options: Options,
): [bias: Tensor | undefined, options: Options] {
  if (!isOptions(bias)) return [bias as Tensor | undefined, options];
  const { bias: named, ...rest } = bias as WithBias<Options>;
  return [named, rest as unknown as Options];
}

/** A convolution's `x [batch, in, ...spatial]` and `weight [out, in / groups, ...kernel]`. */
export function convolution(name: string, rank: number) {
  return (
    x: Tensor,
    weight: Tensor,
    biasOrOptions?: Tensor | null | WithBias<ConvolutionOptions>,
    ...more: Placed<ConvolutionOptions, typeof PLACES>
  ): Tensor =>
    asOneOperation(() => {
      const placed = optionsByPlace<ConvolutionOptions>(name, more, PLACES);
      const [bias, options] = biasAndOptions(biasOrOptions ?? undefined, placed);
      if (x.ndim === rank + 1)
        return convolve(name, rank, x.unsqueeze(0), weight, bias, options).squeeze(0);
      return convolve(name, rank, x, weight, bias, options);
    });
}

function convolve(
  name: string,
  rank: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  options: ConvolutionOptions,
): Tensor {
  const { stride, padding, dilation, groups } = withDefaults(name, options, {
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
  });
  const kernelSize = weight.shape.slice(2);
  const windows: Windows = {
    kernelSize,
    stride: perDimension(stride, rank),
    dilation: perDimension(dilation, rank),
  };
  check(name, rank, x, weight, groups);
  const around = zerosAround(padding, windows);
  const isOfImages = rank < 3 && windows.dilation.every((size) => size === 1);
  if (isOfImages && (groups === 1 || groups === x.shape[1])) {
    const kernel = groups === 1 ? 'Conv2D' : 'DepthwiseConv2dNative';
    if (rank === 2) return images(kernel, x, weight, bias, windows.stride, around);
    // A picture of one row.
    const [row, rows] = [x.unsqueeze(2), weight.unsqueeze(2)];
    return images(kernel, row, rows, bias, [1, ...windows.stride], [[0, 0], ...around]).squeeze(2);
  }
  const input = pad(x, around.toReversed().flat());
  const product = byPatches(input, weight, windows, groups);
  if (!bias) return product;
  return asProduct(product.add(bias.reshape([-1, ...kernelSize.map(() => 1)])));
}

/** TensorFlow.js's kernel, with tensors turned around it. */
function images(
  kernel: 'Conv2D' | 'DepthwiseConv2dNative',
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  strides: readonly number[],
  around: readonly (readonly number[])[],
): Tensor {
  const [out, , ...size] = weight.shape;
  // Of a convolution in as many groups as there are channels, the filters of each channel come last.
  const filter =
    kernel === 'Conv2D'
      ? weight.permute([2, 3, 1, 0])
      : weight.reshape([x.shape[1], out / x.shape[1], ...size]).permute([2, 3, 0, 1]);
  const product = runProduct(
    kernel,
    'conv2d',
    { x: x.permute([0, 2, 3, 1]), filter },
    {
      strides: [...strides],
      pad: atEdges(around),
      dataFormat: 'NHWC',
      dilations: [1, 1],
    },
  );
  return (bias ? asProduct(product.add(bias)) : product).permute([0, 3, 1, 2]);
}

/** Padding as TensorFlow.js's kernels take it: a pair for each dimension, the batch and the channels too. */
export const atEdges = (around: readonly (readonly number[])[]): number[][] => [
  [0, 0],
  ...around.map((pair) => [...pair]),
  [0, 0],
];

/** Each group: `[out / groups, channels x kernel]` times `[channels x kernel, batch x windows]`. */
function byPatches(x: Tensor, weight: Tensor, windows: Windows, groups: number): Tensor {
  const [batch] = x.shape;
  const out = weight.shape[0];
  const rank = windows.kernelSize.length;
  const counts = windowCounts(x.shape.slice(2), windows);
  const kernels = Array.from({ length: rank }, (_, i) => i + 2);
  const places = Array.from({ length: rank }, (_, i) => i + 2 + rank);
  const columns = patches(x, windows)
    .permute([1, ...kernels, 0, ...places])
    .reshape([groups, (x.shape[1] / groups) * sizeOf(windows.kernelSize), batch * sizeOf(counts)]);
  const rows = weight.reshape([groups, out / groups, -1]);
  return rows
    .matmul(columns)
    .reshape([out, batch, ...counts])
    .transpose(0, 1);
}

function check(name: string, rank: number, x: Tensor, weight: Tensor, groups: number): void {
  const [out, inputs] = weight.shape;
  const fits =
    x.ndim === rank + 2 &&
    weight.ndim === rank + 2 &&
    x.shape[1] === inputs * groups &&
    out % groups === 0;
  if (fits) return;
  throw new ShapeError(
    name,
    [x.shape, weight.shape],
    `${name} got an input of shape [${x.shape.join(', ')}] and a weight of shape ` +
      `[${weight.shape.join(', ')}] with ${groups} groups.\n  They must be [batch, in, ...] and ` +
      '[out, in / groups, ...kernel], with in and out divisible by groups.',
  );
}

/**
 * Series `[batch, in, length]` with kernels `[out, in / groups, kernel]`.
 * PyTorch: `torch.nn.functional.conv1d`.
 */
export const conv1d = convolution('conv1d', 1);
/** Images `[batch, in, height, width]` with kernels `[out, in / groups, kh, kw]`. */
export const conv2d = convolution('conv2d', 2);
/** Volumes `[batch, in, depth, height, width]` with kernels `[out, in / groups, kd, kh, kw]`. */
export const conv3d = convolution('conv3d', 3);
