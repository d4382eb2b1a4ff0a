/**
 * Convolutions in one to three spatial dimensions. A plain one of images is TensorFlow.js's kernel, which has
 * channels last; all others are a matrix product of the elements under each window.
 */
import {
  asOneOperation,
  asProduct,
  isOptions,
  runProduct,
  ShapeError,
  sizeOf,
  type Tensor,
  withDefaults,
} from '../../tensor/index.js';
import { pad } from './padding.js';
import { patches, type Windows, windowCounts } from './windows.js';

/** For all spatial dimensions, or for each. */
type PerDimension = number | readonly number[];

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

/** Options of {@link convTranspose2d} and its kin. */
export interface ConvTransposeOptions {
  /** How far the kernel's place moves for each element. Default 1. */
  stride?: PerDimension;
  /** How much is cut off at each edge. Default 0. */
  padding?: PerDimension;
  /** What is added to the output's size at its end. Default 0. */
  outputPadding?: PerDimension;
  /** Into how many groups channels are split. Default 1. */
  groups?: number;
  /** Distance between the kernel's elements. Default 1. */
  dilation?: PerDimension;
}

const perDimension = (value: PerDimension, rank: number): readonly number[] =>
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

/** The bias may stand before the options or among them. */
type WithBias<Options> = Options & { bias?: Tensor };

function biasAndOptions<Options extends object>(
  bias: Tensor | WithBias<Options> | undefined,
  options: Options,
): [bias: Tensor | undefined, options: Options] {
  if (!isOptions(bias)) return [bias as Tensor | undefined, options];
  const { bias: named, ...rest } = bias as WithBias<Options>;
  return [named, rest as unknown as Options];
}

/** A convolution's `x [batch, in, ...spatial]` and `weight [out, in / groups, ...kernel]`. */
function convolution(name: string, rank: number) {
  return (
    x: Tensor,
    weight: Tensor,
    biasOrOptions?: Tensor | WithBias<ConvolutionOptions>,
    more: ConvolutionOptions = {},
  ): Tensor =>
    asOneOperation(() => {
      const [bias, options] = biasAndOptions(biasOrOptions, more);
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
      pad: [[0, 0], ...around.map((pair) => [...pair]), [0, 0]],
      dataFormat: 'NHWC',
      dilations: [1, 1],
    },
  );
  return (bias ? asProduct(product.add(bias)) : product).permute([0, 3, 1, 2]);
}

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

/**
 * The transposed convolution: zeros between the inputs, then a plain one with the kernel turned round.
 * `x [batch, in, ...spatial]`, `weight [in, out / groups, ...kernel]`.
 */
function transposed(name: string, rank: number) {
  const convolved = convolution(name, rank);
  return (
    x: Tensor,
    weight: Tensor,
    biasOrOptions?: Tensor | WithBias<ConvTransposeOptions>,
    more: ConvTransposeOptions = {},
  ): Tensor =>
    asOneOperation(() => {
      const [bias, options] = biasAndOptions(biasOrOptions, more);
      const { groups, ...sizes } = withDefaults(name, options, {
        stride: 1,
        padding: 0,
        outputPadding: 0,
        groups: 1,
        dilation: 1,
      });
      const stride = perDimension(sizes.stride, rank);
      const padding = perDimension(sizes.padding, rank);
      const dilation = perDimension(sizes.dilation, rank);
      const extra = perDimension(sizes.outputPadding, rank);
      const [inputs, outPerGroup, ...kernelSize] = weight.shape;
      const batch = x.ndim === rank + 1 ? x.unsqueeze(0) : x;
      const pads = kernelSize.map((size, i) => {
        const edge = dilation[i] * (size - 1) - padding[i];
        return [edge, edge + extra[i]];
      });
      const outputs = batch.shape.slice(2).map((length, i) => {
        const [before, behind] = pads[i];
        return (length - 1) * stride[i] + 1 + before + behind - dilation[i] * (kernelSize[i] - 1);
      });
      if (outputs.some((size) => size < 1)) {
        throw new ShapeError(
          name,
          [x.shape, weight.shape],
          `${name} got an input of shape [${x.shape.join(', ')}] and a kernel of ${kernelSize.join(' x ')}.\n` +
            `  With a padding of ${padding.join(', ')} nothing is left of the output: ${outputs.join(' x ')}.`,
        );
      }
      const isPlain = groups === 1 && dilation.every((size) => size === 1);
      if (
        rank === 2 &&
        isPlain &&
        stride.some((step) => step > 1) &&
        extra.every((size, i) => size < stride[i])
      ) {
        const result = spreadImages(batch, weight, { stride, padding, outputs });
        const biased = bias ? asProduct(result.add(bias.reshape([-1, 1, 1]))) : result;
        return x.ndim === rank + 1 ? biased.squeeze(0) : biased;
      }
      const spread = pad(spacedOut(batch, stride), pads.toReversed().flat());
      const turned = weight
        .flip(kernelSize.map((_, i) => i + 2))
        .reshape([groups, inputs / groups, outPerGroup, ...kernelSize])
        .transpose(1, 2)
        .reshape([groups * outPerGroup, inputs / groups, ...kernelSize]);
      const result = convolved(spread, turned, bias, { dilation, groups });
      return x.ndim === rank + 1 ? result.squeeze(0) : result;
    });
}

/** What a convolution of these strides sends back to its picture: TensorFlow.js's kernel, with tensors turned around it. */
function spreadImages(
  x: Tensor,
  weight: Tensor,
  sizes: Readonly<Record<'stride' | 'padding' | 'outputs', readonly number[]>>,
): Tensor {
  const { stride, padding, outputs } = sizes;
  const [, channels, ...kernelSize] = weight.shape;
  return runProduct(
    'Conv2DBackpropInput',
    'convTranspose2d',
    { dy: x.permute([0, 2, 3, 1]), filter: weight.permute([2, 3, 1, 0]) },
    {
      strides: [...stride],
      pad: edges(kernelSize, stride, padding),
      dataFormat: 'NHWC',
      dimRoundingMode: 'floor',
      inputShape: [x.shape[0], ...outputs, channels],
    },
  ).permute([0, 3, 1, 2]);
}

/** Puts `stride - 1` zeros between the elements of each spatial dimension. */
function spacedOut(x: Tensor, stride: readonly number[]): Tensor {
  let result = x;
  stride.forEach((step, i) => {
    if (step === 1) return;
    const dim = i + 2;
    const size = result.shape[dim];
    const behind = result.ndim - dim - 1;
    const pairs = pad(result.unsqueeze(dim + 1), [
      ...Array<number>(2 * behind).fill(0),
      0,
      step - 1,
    ]);
    const shape = result.shape.map((length, d) => (d === dim ? size * step : length));
    result = pairs.reshape(shape).narrow(dim, 0, (size - 1) * step + 1);
  });
  return result;
}

/** PyTorch: `torch.nn.functional.conv_transpose1d`. `[batch, channels, length]`. */
export const convTranspose1d = transposed('convTranspose1d', 1);
/** As `convTranspose1d`, of `[batch, channels, height, width]`. */
export const convTranspose2d = transposed('convTranspose2d', 2);
/** As `convTranspose1d`, of `[batch, channels, depth, height, width]`. */
export const convTranspose3d = transposed('convTranspose3d', 3);
