/** Layers that move and scale the pixels of images. */
import { checkOptionNames, type Tensor } from '../tensor/index.js';
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
import { checkWhole, type Size, showFloat, showTuple } from './layer-options.js';
import { Module } from './module.js';

/** Another spatial size for `[batch, channels, ...spatial]`. PyTorch: `torch.nn.Upsample`. */
export class Upsample extends Module {
  readonly options: InterpolateOptions;

  constructor(options: InterpolateOptions) {
    super();
    checkOptionNames(this.constructor.name, options, {
      size: true,
      scaleFactor: true,
      mode: true,
      alignCorners: true,
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

/** Mixes the channels of groups. See Zhang et al. 2018. */
export class ChannelShuffle extends Module {
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

/** The elements under each window of an image as a column. PyTorch: `torch.nn.Unfold`. */
export class Unfold extends Module {
  constructor(
    readonly kernelSize: Size,
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

/** Adds columns up to images. PyTorch: `torch.nn.Fold`. */
export class Fold extends Module {
  constructor(
    readonly outputSize: Size,
    readonly kernelSize: Size,
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
