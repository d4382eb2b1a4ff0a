/** The convolution layer for images. */
import { OptionError, ShapeError, type Tensor, zeros } from '../tensor/index.js';
import { conv2d } from './functional/convolution.js';
import { fans, kaimingUniform_, uniform_ } from './init.js';
import { checkWhole, pair, type Size2d, showPair } from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

export interface Conv2dOptions {
  /** How far the kernel moves. Default 1. */
  stride?: Size2d;
  /** Zeros around the image. Default 0. */
  padding?: Size2d;
  /** Distance between the kernel's elements. Default 1; only 1 can be trained. */
  dilation?: Size2d;
  bias?: boolean;
}

/**
 * Convolves images `[batch, inChannels, height, width]` to `[batch, outChannels, height', width']`.
 * PyTorch: `torch.nn.Conv2d`. Groups are left out.
 * @throws OptionError when a size is not a whole number in range.
 */
export class Conv2d extends Module {
  /** `[outChannels, inChannels, kernel height, kernel width]` */
  readonly weight: Parameter;
  /** `[outChannels]` */
  readonly bias: Parameter | undefined;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size2d,
    options: Conv2dOptions = {},
  ) {
    super();
    const { stride = 1, padding = 0, dilation = 1, bias = true } = options;
    if ('groups' in options) throw new OptionError('Conv2d', 'groups', options.groups, 'left out');
    this.inChannels = checkWhole('Conv2d', 'inChannels', inChannels, 1);
    this.outChannels = checkWhole('Conv2d', 'outChannels', outChannels, 1);
    this.kernelSize = pair('Conv2d', 'kernelSize', kernelSize, 1);
    this.stride = pair('Conv2d', 'stride', stride, 1);
    this.padding = pair('Conv2d', 'padding', padding, 0);
    this.dilation = pair('Conv2d', 'dilation', dilation, 1);
    this.weight = new Parameter(zeros([outChannels, inChannels, ...this.kernelSize]));
    this.bias = bias ? new Parameter(zeros([outChannels])) : undefined;
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does: weight, then bias. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = 1 / Math.sqrt(fans(this.weight).fanIn);
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  /** @throws ShapeError unless the input is a batch of images that the kernel fits into. */
  forward(x: Tensor): Tensor {
    const [, channels, height, width] = x.shape;
    const reach = (i: 0 | 1) =>
      this.dilation[i] * (this.kernelSize[i] - 1) + 1 - 2 * this.padding[i];
    if (x.ndim !== 4 || channels !== this.inChannels) {
      throw this.#unfit(x, `It must be [batch, ${this.inChannels} channels, height, width].`);
    }
    if (height < reach(0) || width < reach(1)) {
      throw this.#unfit(x, `The kernel needs at least ${reach(0)} x ${reach(1)} pixels.`);
    }
    return conv2d(x, this.weight, this.bias, this);
  }

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${showPair(this.kernelSize)}`,
      `stride=${showPair(this.stride)}`,
    ];
    if (this.padding.some((size) => size !== 0)) parts.push(`padding=${showPair(this.padding)}`);
    if (this.dilation.some((size) => size !== 1)) parts.push(`dilation=${showPair(this.dilation)}`);
    if (!this.bias) parts.push('bias=False');
    return parts.join(', ');
  }

  #unfit(x: Tensor, expected: string): ShapeError {
    const layer = `Conv2d(${this.inChannels}, ${this.outChannels}, ${this.kernelSize.join('x')})`;
    return new ShapeError(
      'Conv2d',
      [x.shape],
      `${layer} got an input of shape [${x.shape.join(', ')}].\n  ${expected}`,
    );
  }
}
