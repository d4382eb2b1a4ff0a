/** Transposed convolutions: layers that enlarge. */
import {
  OptionError,
  optionsByPlace,
  type Placed,
  type Tensor,
  withDefaults,
} from '../tensor/index.js';
import { CONV_DEFAULTS, ConvBase, type WithKernel } from './conv.js';
import {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from './functional/transposed-convolution.js';
import { type Size, showTuple, sizes } from './layer-options.js';

/** Options of {@link ConvTranspose2d} and its kin. */
export interface ConvTransposeLayerOptions {
  /** How far apart the inputs lie in the output. Default 1. */
  stride?: Size;
  /** What is cut off around the output. Default 0. */
  padding?: Size;
  /** What is added to the output's size at its end, less than stride or dilation. Default 0. */
  outputPadding?: Size;
  /** Distance between the kernel's elements. Default 1. */
  dilation?: Size;
  /** Parts of the channels that don't see each other. Default 1. */
  groups?: number;
  /** Default true. */
  bias?: boolean;
}

type Transposed = typeof convTranspose1d;

const PLACES = [
  'kernelSize',
  'stride',
  'padding',
  'outputPadding',
  'groups',
  'bias',
  'dilation',
] as const;

/** What follows the channels, by its place or by name. */
export type ConvTransposeArguments = Placed<WithKernel<ConvTransposeLayerOptions>, typeof PLACES>;

abstract class ConvTranspose extends ConvBase {
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly #convolve: Transposed;

  constructor(
    convolve: Transposed,
    rank: number,
    inChannels: number,
    outChannels: number,
    given: ConvTransposeArguments,
  ) {
    const { name } = new.target;
    const { kernelSize, ...options } = optionsByPlace<WithKernel<ConvTransposeLayerOptions>>(
      name,
      given,
      PLACES,
    );
    const { padding, outputPadding, ...shared } = withDefaults(name, options, {
      ...CONV_DEFAULTS,
      padding: 0,
      outputPadding: 0,
    });
    super(rank, [inChannels, outChannels], kernelSize, shared, true);
    this.#convolve = convolve;
    this.padding = sizes(name, 'padding', padding, rank, 0);
    this.outputPadding = sizes(name, 'outputPadding', outputPadding, rank, 0);
    this.outputPadding.forEach((size, i) => {
      if (size < Math.max(this.stride[i], this.dilation[i])) return;
      throw new OptionError(name, 'outputPadding', size, 'less than stride or dilation');
    });
  }

  forward(x: Tensor): Tensor {
    return this.#run(x, this.outputPadding);
  }

  /**
   * As a call, to an output of this size, where a stride leaves several. PyTorch: `layer(x, output_size)`.
   * @param outputSize the spatial size, or the whole shape
   * @throws ShapeError for a size that can't come out.
   */
  withOutputSize(x: Tensor, outputSize: readonly number[]): Tensor {
    const rank = this.kernelSize.length;
    const least = x.shape.slice(-rank).map((size, i) => {
      const reach = this.dilation[i] * (this.kernelSize[i] - 1) + 1;
      return (size - 1) * this.stride[i] - 2 * this.padding[i] + reach;
    });
    const added = outputSize.slice(-rank).map((size, i) => size - least[i]);
    const fits = added.every((size, i) => size >= 0 && size < this.stride[i]);
    if (added.length === rank && fits) return this.#run(x, added);
    const ranges = least.map((size, i) => `${size} to ${size + this.stride[i] - 1}`).join(' x ');
    throw this.unfit(x, `outputSize is [${outputSize.join(', ')}]; it can be ${ranges}.`);
  }

  #run(x: Tensor, outputPadding: readonly number[]): Tensor {
    this.checkInput(x);
    const { weight, bias, stride, padding, dilation, groups } = this;
    return this.#convolve(x, weight, bias, { stride, padding, outputPadding, groups, dilation });
  }

  override extraRepr(): string {
    const padding = this.padding.some((size) => size !== 0) ? showTuple(this.padding) : '';
    return this.describe(padding, this.outputPadding).join(', ');
  }
}

/** `[batch, inChannels, length]` to a longer series. PyTorch: `torch.nn.ConvTranspose1d`. */
export class ConvTranspose1d extends ConvTranspose {
  constructor(inChannels: number, outChannels: number, ...given: ConvTransposeArguments) {
    super(convTranspose1d, 1, inChannels, outChannels, given);
  }
}

/** `[batch, inChannels, height, width]` to larger images. PyTorch: `torch.nn.ConvTranspose2d`. */
export class ConvTranspose2d extends ConvTranspose {
  constructor(inChannels: number, outChannels: number, ...given: ConvTransposeArguments) {
    super(convTranspose2d, 2, inChannels, outChannels, given);
  }
}

/** `[batch, inChannels, depth, height, width]` to larger volumes. PyTorch: `torch.nn.ConvTranspose3d`. */
export class ConvTranspose3d extends ConvTranspose {
  constructor(inChannels: number, outChannels: number, ...given: ConvTransposeArguments) {
    super(convTranspose3d, 3, inChannels, outChannels, given);
  }
}
