/**
 * Transposed convolutions in one to three spatial dimensions: what a convolution of the same sizes sends back to its input.
 * A strided one of images is that kernel of TensorFlow.js; all others are a plain convolution of the input with zeros
 * between its elements, by the kernel turned round.
 */
import {
  asOneOperation,
  asProduct,
  runProduct,
  ShapeError,
  type Tensor,
  withDefaults,
} from '../../tensor/index.js';
import {
  atEdges,
  biasAndOptions,
  convolution,
  type PerDimension,
  perDimension,
  type WithBias,
} from './convolution.js';
import { pad } from './padding.js';

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

/** The options, a number for each spatial dimension, and what they make of the input's. */
interface Sizes {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  /** What is added behind. */
  readonly extra: readonly number[];
  readonly groups: number;
  /** What the convolution of the spaced out input has before and behind it. */
  readonly pads: readonly (readonly [before: number, behind: number])[];
  readonly outputs: readonly number[];
}

/** A transposed convolution's `x [batch, in, ...spatial]` and `weight [in, out / groups, ...kernel]`. */
function transposed(name: string, rank: number) {
  return (
    x: Tensor,
    weight: Tensor,
    biasOrOptions?: Tensor | WithBias<ConvTransposeOptions>,
    more: ConvTransposeOptions = {},
  ): Tensor =>
    asOneOperation(() => {
      const [bias, options] = biasAndOptions(biasOrOptions, more);
      const isSingle = x.ndim === rank + 1;
      const batch = isSingle ? x.unsqueeze(0) : x;
      const result = transpose(name, batch, weight, bias, sizesOf(name, batch, weight, options));
      return isSingle ? result.squeeze(0) : result;
    });
}

function sizesOf(name: string, x: Tensor, weight: Tensor, options: ConvTransposeOptions): Sizes {
  const kernelSize = weight.shape.slice(2);
  const rank = kernelSize.length;
  const { groups, ...given } = withDefaults(name, options, {
    stride: 1,
    padding: 0,
    outputPadding: 0,
    groups: 1,
    dilation: 1,
  });
  const stride = perDimension(given.stride, rank);
  const padding = perDimension(given.padding, rank);
  const dilation = perDimension(given.dilation, rank);
  const extra = perDimension(given.outputPadding, rank);
  const pads = kernelSize.map((size, i) => {
    const edge = dilation[i] * (size - 1) - padding[i];
    return [edge, edge + extra[i]] as const;
  });
  const outputs = x.shape.slice(2).map((length, i) => {
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
  return { stride, padding, dilation, extra, groups, pads, outputs };
}

function transpose(
  name: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  sizes: Sizes,
): Tensor {
  const { stride, dilation, extra, groups, pads } = sizes;
  const [inputs, outPerGroup, ...kernelSize] = weight.shape;
  const isPlain = groups === 1 && dilation.every((size) => size === 1);
  const isStrided = stride.some((step) => step > 1);
  if (
    kernelSize.length === 2 &&
    isPlain &&
    isStrided &&
    extra.every((size, i) => size < stride[i])
  ) {
    const result = spreadImages(x, weight, sizes);
    return bias ? asProduct(result.add(bias.reshape([-1, 1, 1]))) : result;
  }
  const spread = pad(spacedOut(x, stride), pads.toReversed().flat());
  const turned = weight
    .flip(kernelSize.map((_, i) => i + 2))
    .reshape([groups, inputs / groups, outPerGroup, ...kernelSize])
    .transpose(1, 2)
    .reshape([groups * outPerGroup, inputs / groups, ...kernelSize]);
  return convolution(name, kernelSize.length)(spread, turned, bias, { dilation, groups });
}

/** What a convolution of these strides sends back to its picture: TensorFlow.js's kernel, with tensors turned around it. */
function spreadImages(x: Tensor, weight: Tensor, { stride, padding, outputs }: Sizes): Tensor {
  const channels = weight.shape[1];
  return runProduct(
    'Conv2DBackpropInput',
    'convTranspose2d',
    { dy: x.permute([0, 2, 3, 1]), filter: weight.permute([2, 3, 1, 0]) },
    {
      strides: [...stride],
      pad: atEdges(padding.map((size) => [size, size])),
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
