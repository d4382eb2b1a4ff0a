/** Layers that move and scale the pixels of images. */
import { checkOptionNames, checkWhole, type Tensor } from '../tensor/index.js';
import {
  channelShuffle,
  type FoldOptions,
  fold,
  type InterpolateOptions,
  interpolate,
  pixelShuffle,
  pixelUnshuffle,
  unfold,
} from './functional/vision.js';
import { type Size, showFloat, showTuple } from './layer-options.js';
import { Module } from './module.js';

/** Options of {@link Upsample}. */
export type UpsampleOptions = Omit<InterpolateOptions, 'antialias'>;

/** Another spatial size for `[batch, channels, ...spatial]`. PyTorch: `torch.nn.Upsample`. */
export class Upsample extends Module {
  /** The size or the factor, and how pixels come about. */
  readonly options: UpsampleOptions;

  constructor(options: UpsampleOptions) {
    super();
    checkOptionNames(this.constructor.name, options, {
      size: true,
      scaleFactor: true,
      mode: true,
      alignCorners: true,
      recomputeScaleFactor: true,
    });
    this.options = options;
  }

  forward(x: Tensor): Tensor {
    return interpolate(x, this.options);
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode = 'nearest' } = this.options;
    const show = (value: number | readonly number[], one: (n: number) => string) =>
      typeof value === 'number' ? one(value) : `(${value.map(one).join(', ')})`;
    const what =
      scaleFactor === undefined
        ? `size=${show(size ?? [], String)}`
        : `scale_factor=${show(scaleFactor, showFloat)}`;
    return `${what}, mode='${mode}'`;
  }
}

type Scaling = Pick<InterpolateOptions, 'size' | 'scaleFactor'>;

/** PyTorch: `torch.nn.UpsamplingNearest2d`. */
export class UpsamplingNearest2d extends Upsample {
  constructor(options: Scaling) {
    super({ ...options, mode: 'nearest' });
  }
}

/** PyTorch: `torch.nn.UpsamplingBilinear2d`; corners are aligned. */
export class UpsamplingBilinear2d extends Upsample {
  constructor(options: Scaling) {
    super({ ...options, mode: 'bilinear', alignCorners: true });
  }
}

/** `[batch, channels r², h, w]` to `[batch, channels, h r, w r]`. See Shi et al. 2016. */
export class PixelShuffle extends Module {
  /** r: how many times larger images become. */
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = checkWhole('PixelShuffle', 'upscaleFactor', upscaleFactor, 1);
  }

  forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}

/** `[batch, channels, h r, w r]` to `[batch, channels r², h, w]`. */
export class PixelUnshuffle extends Module {
  /** r: how many times smaller images become. */
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = checkWhole('PixelUnshuffle', 'downscaleFactor', downscaleFactor, 1);
  }

  forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}

/** Mixes the channels of groups, of `[batch, channels, ...]`; the shape stays. See Zhang et al. 2018. */
export class ChannelShuffle extends Module {
  /** @param groups Into how many groups the channels are split. */
  constructor(readonly groups: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}

const FOLDING = { dilation: true, padding: true, stride: true };

/**
 * The elements under each window of an image as a column: `[batch, channels, h, w]` to
 * `[batch, channels x kernel, windows]`. PyTorch: `torch.nn.Unfold`.
 */
export class Unfold extends Module {
  constructor(
    /** The window's size: height and width, or one number for both. */
    readonly kernelSize: Size,
    /** Stride, padding and dilation of the windows. */
    readonly options: FoldOptions = {},
  ) {
    super();
    checkOptionNames(this.constructor.name, options, FOLDING);
  }

  forward(x: Tensor): Tensor {
    return unfold(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return `kernel_size=${show(this.kernelSize)}, ${showFold(this.options)}`;
  }
}

/**
 * Adds columns up to images. `[batch, channels x kernel, windows]` to `[batch, channels, h, w]`. PyTorch:
 * `torch.nn.Fold`.
 */
export class Fold extends Module {
  constructor(
    /** Height and width of the images. */
    readonly outputSize: Size,
    /** The window's size: height and width, or one number for both. */
    readonly kernelSize: Size,
    /** Stride, padding and dilation of the windows. */
    readonly options: FoldOptions = {},
  ) {
    super();
    checkOptionNames(this.constructor.name, options, FOLDING);
  }

  forward(x: Tensor): Tensor {
    return fold(x, this.outputSize, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return (
      `output_size=${show(this.outputSize)}, kernel_size=${show(this.kernelSize)}, ` +
      showFold(this.options)
    );
  }
}

const show = (size: Size): string => (typeof size === 'number' ? `${size}` : showTuple(size));

const showFold = ({ dilation = 1, padding = 0, stride = 1 }: FoldOptions): string =>
  `dilation=${show(dilation)}, padding=${show(padding)}, stride=${show(stride)}`;
