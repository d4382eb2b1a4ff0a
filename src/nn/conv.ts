/** Convolution layers for series, images and volumes; the transposed ones are in conv-transpose.ts. */
import {
  checkWhole,
  OptionError,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Tensor,
  withDefaults,
  zeros,
} from '../tensor/index.js';
import { conv1d, conv2d, conv3d } from './functional/convolution.js';
import { type PadMode, pad } from './functional/padding.js';
import { fans, kaimingUniform_, uniform_ } from './init.js';
import type { KIND, Kind } from './layer-kind.js';
import {
  checkChoice,
  leastSize,
  type Size,
  showTuple,
  sizes,
  unlessLeftOut,
} from './layer-options.js';
import { Module } from './module.js';
import { Parameter } from './parameter.js';

/** What lies beyond the edge: zeros, a mirror, the edge itself, or the other edge. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** Options of {@link Conv2d} and its kin. */
export interface ConvOptions {
  /** How far the kernel moves. Default 1. */
  stride?: Size;
  /** What is added around the input; `'same'` keeps its size. Default 0. */
  padding?: Size | 'same' | 'valid';
  /** Distance between the kernel's elements. Default 1. */
  dilation?: Size;
  /** Parts of the channels that don't see each other. Default 1. */
  groups?: number;
  /** Default true. */
  bias?: boolean;
  /** What is added: zeros, or what the input has at its edges. Default `'zeros'`. */
  paddingMode?: PaddingMode;
}

export const CONV_DEFAULTS = { stride: 1, dilation: 1, groups: 1, bias: true };

/** What all convolutions have: sizes, and a weight and bias as PyTorch draws them. */
export abstract class ConvBase extends Module {
  /** `[outChannels, inChannels / groups, ...kernelSize]`; in and out swapped where transposed. */
  weight: Parameter;
  /** `[outChannels]`; undefined where it was left out. */
  bias: Parameter;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;

  constructor(
    rank: number,
    channels: readonly [inChannels: number, outChannels: number],
    kernelSize: Size,
    options: Required<Pick<ConvOptions, keyof typeof CONV_DEFAULTS>>,
    transposed: boolean,
  ) {
    super();
    const { name } = this.constructor;
    const { stride, dilation, groups, bias } = options;
    this.inChannels = checkWhole(name, 'inChannels', channels[0], leastSize(this));
    this.outChannels = checkWhole(name, 'outChannels', channels[1], 1);
    this.groups = checkWhole(name, 'groups', groups, 1);
    for (const [option, count] of [
      ['inChannels', this.inChannels],
      ['outChannels', this.outChannels],
    ] as const) {
      if (count % groups !== 0)
        throw new OptionError(name, option, count, `divisible by groups = ${groups}`);
    }
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, rank, 1);
    this.stride = sizes(name, 'stride', stride, rank, 1);
    this.dilation = sizes(name, 'dilation', dilation, rank, 1);
    const [rows, columns] = transposed ? channels : [channels[1], channels[0]];
    this.weight = new Parameter(zeros([rows, columns / groups, ...this.kernelSize]));
    this.bias = unlessLeftOut(bias, () => new Parameter(zeros([this.outChannels])));
    this.resetParameters();
  }

  /** Draws new values, as PyTorch does: weight, then bias. */
  resetParameters(): void {
    // A lazy layer draws when its first input comes.
    if (this.inChannels === 0) return;
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    const bound = 1 / Math.sqrt(fans(this.weight).fanIn);
    if (this.bias) uniform_(this.bias, -bound, bound);
  }

  /** @throws ShapeError unless the input is `[batch, inChannels, ...]`, or that without the batch. */
  protected checkInput(x: Tensor): void {
    const rank = this.kernelSize.length;
    if (
      x.ndim === rank + 2
        ? x.shape[1] === this.inChannels
        : x.ndim === rank + 1 && x.shape[0] === this.inChannels
    ) {
      return;
    }
    const spatial = ['length', 'height, width', 'depth, height, width'][rank - 1];
    const expected = `It must be [batch, ${this.inChannels} channels, ${spatial}].`;
    const isLast = x.ndim === rank + 2 && x.shape[rank + 1] === this.inChannels;
    const order = [0, rank + 1, ...Array.from({ length: rank }, (_, i) => i + 1)].join(', ');
    throw this.unfit(
      x,
      isLast ? `${expected} The channels seem to be last: x.permute(${order}).` : expected,
    );
  }

  protected unfit(x: Tensor, expected: string): ShapeError {
    const { name } = this.constructor;
    const layer = `${name}(${this.inChannels}, ${this.outChannels}, ${this.kernelSize.join('x')})`;
    return new ShapeError(
      name,
      [x.shape],
      `${layer} got an input of shape [${x.shape.join(', ')}].\n  ${expected}`,
    );
  }

  /** @param padding as PyTorch prints it, empty for none */
  protected describe(padding: string, outputPadding: readonly number[] = []): string[] {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${showTuple(this.kernelSize)}`,
      `stride=${showTuple(this.stride)}`,
    ];
    if (padding !== '') parts.push(`padding=${padding}`);
    if (this.dilation.some((size) => size !== 1))
      parts.push(`dilation=${showTuple(this.dilation)}`);
    if (outputPadding.some((size) => size !== 0)) {
      parts.push(`output_padding=${showTuple(outputPadding)}`);
    }
    if (this.groups !== 1) parts.push(`groups=${this.groups}`);
    if (!this.bias) parts.push('bias=False');
    return parts;
  }
}

type Convolution = typeof conv1d;

/** A size of the kernel, by its place or by name, and options. */
export type WithKernel<Options> = { kernelSize: Size } & Options;

const PLACES = ['kernelSize', 'stride', 'padding', 'dilation', 'groups', 'bias'] as const;

/** What follows the channels, by its place or by name. */
export type ConvArguments = Placed<WithKernel<ConvOptions>, typeof PLACES>;

abstract class Conv extends ConvBase {
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly paddingMode: PaddingMode;
  readonly #convolve: Convolution;

  constructor(
    convolve: Convolution,
    rank: number,
    inChannels: number,
    outChannels: number,
    given: ConvArguments,
  ) {
    const { name } = new.target;
    const { kernelSize, ...options } = optionsByPlace<WithKernel<ConvOptions>>(name, given, PLACES);
    const { padding, paddingMode, ...shared } = withDefaults(name, options, {
      ...CONV_DEFAULTS,
      padding: 0,
      paddingMode: 'zeros',
    });
    super(rank, [inChannels, outChannels], kernelSize, shared, false);
    this.#convolve = convolve;
    this.padding =
      typeof padding === 'string'
        ? checkChoice<'same' | 'valid'>(name, 'padding', padding, ['same', 'valid'])
        : sizes(name, 'padding', padding, rank, 0);
    this.paddingMode = checkChoice(name, 'paddingMode', paddingMode, [
      'zeros',
      'reflect',
      'replicate',
      'circular',
    ]);
    if (padding === 'same' && this.stride.some((size) => size !== 1)) {
      throw new OptionError(name, 'padding', "'same'", 'a number where the stride is not 1');
    }
  }

  forward(x: Tensor): Tensor {
    this.checkInput(x);
    const [padding, edges] = [this.#edges(), x.shape.slice(-this.kernelSize.length)];
    const reach = this.kernelSize.map(
      (size, i) => this.dilation[i] * (size - 1) + 1 - padding[i][0] - padding[i][1],
    );
    if (edges.some((size, i) => size < reach[i])) {
      throw this.unfit(x, `The kernel needs at least ${reach.join(' x ')} elements.`);
    }
    const { stride, dilation, groups } = this;
    if (this.paddingMode === 'zeros') {
      return this.#convolve(x, this.weight, this.bias, {
        stride,
        padding: this.padding,
        dilation,
        groups,
      });
    }
    const mode: PadMode = this.paddingMode;
    const wide = pad(x, padding.toReversed().flat(), { mode });
    return this.#convolve(wide, this.weight, this.bias, { stride, dilation, groups });
  }

  /** What is added before and behind each dimension. */
  #edges(): number[][] {
    const { padding } = this;
    return this.kernelSize.map((size, i) => {
      if (padding === 'valid') return [0, 0];
      if (padding !== 'same') return [padding[i], padding[i]];
      const total = this.dilation[i] * (size - 1);
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
  }

  override extraRepr(): string {
    const { padding } = this;
    const shown =
      typeof padding === 'string'
        ? padding
        : padding.some((size) => size !== 0)
          ? showTuple(padding)
          : '';
    const parts = this.describe(shown);
    if (this.paddingMode !== 'zeros') parts.push(`padding_mode=${this.paddingMode}`);
    return parts.join(', ');
  }
}

/**
 * Convolves series `[batch, inChannels, length]` to `[batch, outChannels, length']`.
 * PyTorch: `torch.nn.Conv1d`.
 * @throws OptionError when a size is not a whole number in range.
 */
export class Conv1d<In extends number = number, Out extends number = number> extends Conv {
  /** @internal */
  declare readonly [KIND]: Kind<'Conv', ['channels', In], ['channels', Out]>;

  constructor(inChannels: In, outChannels: Out, ...given: ConvArguments) {
    super(conv1d, 1, inChannels, outChannels, given);
  }
}

/**
 * Convolves images `[batch, inChannels, height, width]` to `[batch, outChannels, height', width']`.
 * PyTorch: `torch.nn.Conv2d`.
 * @throws OptionError when a size is not a whole number in range.
 */
export class Conv2d<In extends number = number, Out extends number = number> extends Conv {
  /** @internal */
  declare readonly [KIND]: Kind<'Conv', ['channels', In], ['channels', Out]>;

  constructor(inChannels: In, outChannels: Out, ...given: ConvArguments) {
    super(conv2d, 2, inChannels, outChannels, given);
  }
}

/**
 * Convolves volumes `[batch, inChannels, depth, height, width]`. PyTorch: `torch.nn.Conv3d`.
 * @throws OptionError when a size is not a whole number in range.
 */
export class Conv3d<In extends number = number, Out extends number = number> extends Conv {
  /** @internal */
  declare readonly [KIND]: Kind<'Conv', ['channels', In], ['channels', Out]>;

  constructor(inChannels: In, outChannels: Out, ...given: ConvArguments) {
    super(conv3d, 3, inChannels, outChannels, given);
  }
}
