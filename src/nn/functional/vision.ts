/** Moving and scaling the pixels of images: upsampling, shuffling, windows as columns. */
import {
  asOneOperation,
  OptionError,
  optionsByPlace,
  type Placed,
  ShapeError,
  sizeOf,
  type Tensor,
  tensor,
  withDefaults,
} from '../../tensor/index.js';
import { checkChoice, type Size, sizes } from '../layer-options.js';
import { padSpatial, patches, type Windows, windowCounts } from './windows.js';

/** How values between pixels come about. */
export type InterpolationMode =
  | 'nearest'
  | 'nearest-exact'
  | 'linear'
  | 'bilinear'
  | 'trilinear'
  | 'bicubic'
  | 'area';

/** Options of {@link interpolate}. */
export interface InterpolateOptions {
  /** The output's spatial size. This or `scaleFactor`. */
  size?: number | readonly number[];
  /** How many times larger, for all dimensions or for each. */
  scaleFactor?: number | readonly number[];
  /** Default `'nearest'`. */
  mode?: InterpolationMode;
  /** Whether the corners' centres lie on each other. Default false. */
  alignCorners?: boolean;
  /** Whether places come of the sizes, not of `scaleFactor` itself. Default false. */
  recomputeScaleFactor?: boolean;
  /** Whether all that a smaller image's pixel covers counts, for `bilinear` and `bicubic`. Default false. */
  antialias?: boolean;
}

/** The number of spatial dimensions that a mode is for, where not for any. */
const RANKS: Readonly<Record<InterpolationMode, number | undefined>> = {
  nearest: undefined,
  'nearest-exact': undefined,
  area: undefined,
  linear: 1,
  bilinear: 2,
  bicubic: 2,
  trilinear: 3,
};

/** What each output element takes: places along the dimension and their shares. */
type Taps = { place: number; share: number }[];

/** Where output element `i` lies in the input, by centres. */
function position(i: number, scale: number, input: number, output: number, align: boolean): number {
  if (align) return output > 1 ? (i * (input - 1)) / (output - 1) : 0;
  return scale * (i + 0.5) - 0.5;
}

function tapsOf(
  mode: InterpolationMode,
  input: number,
  output: number,
  scale: number,
  align: boolean,
) {
  const last = input - 1;
  const near = (place: number) => Math.min(Math.max(place, 0), last);
  return Array.from({ length: output }, (_, i): Taps => {
    switch (mode) {
      case 'nearest':
        return [{ place: near(Math.floor(Math.fround(i * Math.fround(scale)))), share: 1 }];
      case 'nearest-exact':
        return [{ place: near(Math.floor((i + 0.5) * scale)), share: 1 }];
      case 'area': {
        const start = Math.floor((i * input) / output);
        const end = Math.ceil(((i + 1) * input) / output);
        return Array.from({ length: end - start }, (_, k) => ({
          place: start + k,
          share: 1 / (end - start),
        }));
      }
      case 'bicubic': {
        const at = position(i, scale, input, output, align);
        const base = Math.floor(at);
        return cubicShares(at - base).map((share, k) => ({ place: near(base - 1 + k), share }));
      }
      case 'linear':
      case 'bilinear':
      case 'trilinear': {
        // As PyTorch has it, whatever factor was given: 3 pixels times 1.3 are the same 3 pixels.
        if (output === input) return [{ place: i, share: 1 }];
        const at = Math.max(0, position(i, scale, input, output, align));
        const base = Math.min(Math.floor(at), last);
        const rest = at - base;
        return [
          { place: base, share: 1 - rest },
          { place: near(base + 1), share: rest },
        ];
      }
      default:
        return mode satisfies never;
    }
  });
}

/** Keys's cubic at a distance. */
function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/** With a = -0.75, as in PyTorch. */
const cubicShares = (t: number): number[] =>
  [t + 1, t, 1 - t, 2 - t].map((distance) => cubic(distance, -0.75));

/** As `tapsOf`, with a filter as wide as the pixels of the output. PyTorch: `_upsample_bilinear2d_aa`. */
function smoothTapsOf(mode: InterpolationMode, input: number, output: number, scale: number) {
  const filter =
    mode === 'bicubic'
      ? (distance: number) => cubic(distance, -0.5)
      : (distance: number) => Math.max(0, 1 - Math.abs(distance));
  const width = Math.max(1, scale);
  const reach = (mode === 'bicubic' ? 2 : 1) * width;
  return Array.from({ length: output }, (_, i): Taps => {
    const centre = scale * (i + 0.5);
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const behind = Math.min(Math.trunc(centre + reach + 0.5), input);
    const shares = Array.from({ length: behind - first }, (_, k) =>
      filter((first + k - centre + 0.5) / width),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return shares.map((share, k) => ({ place: first + k, share: share / sum }));
  });
}

/**
 * Another spatial size for `[batch, channels, ...spatial]`, dimension by dimension as a matrix product.
 * PyTorch: `torch.nn.functional.interpolate`.
 * @throws OptionError unless one of `size` and `scaleFactor` is given, and the mode is for so many dimensions.
 */
export function interpolate(
  x: Tensor,
  ...given: Placed<InterpolateOptions, ['size', 'scaleFactor', 'mode', 'alignCorners']>
): Tensor {
  const places = ['size', 'scaleFactor', 'mode', 'alignCorners'] as const;
  const options = optionsByPlace<InterpolateOptions>('interpolate', given, places);
  const { size, scaleFactor, mode, alignCorners, recomputeScaleFactor, antialias } = withDefaults(
    'interpolate',
    options,
    {
      size: undefined,
      scaleFactor: undefined,
      mode: 'nearest',
      alignCorners: false,
      recomputeScaleFactor: false,
      antialias: false,
    },
  );
  const rank = x.ndim - 2;
  const spatial = x.shape.slice(2);
  const modes = Object.keys(RANKS) as InterpolationMode[];
  checkChoice(
    'interpolate',
    'mode',
    mode,
    modes.filter((name) => (RANKS[name] ?? rank) === rank),
  );
  if (antialias && RANKS[mode] !== 2) {
    throw new OptionError(
      'interpolate',
      'antialias',
      true,
      "false but for 'bilinear' and 'bicubic'",
    );
  }
  if ((size === undefined) === (scaleFactor === undefined)) {
    throw new OptionError('interpolate', 'size', size, 'given, or scaleFactor, and not both');
  }
  const list = (value: number | readonly number[]) =>
    typeof value === 'number' ? Array<number>(rank).fill(value) : [...value];
  const factors = scaleFactor === undefined ? undefined : list(scaleFactor);
  const outputs = factors
    ? spatial.map((length, i) => Math.floor(length * factors[i]))
    : list(size ?? []);
  return asOneOperation(() => {
    let result = x;
    spatial.forEach((input, i) => {
      const output = outputs[i];
      const isGiven = factors && mode !== 'area' && !recomputeScaleFactor;
      const scale = isGiven ? 1 / factors[i] : input / output;
      const shares = new Float32Array(input * output);
      const aligned = alignCorners && output > 1 ? (input - 1) / (output - 1) : scale;
      const all = antialias
        ? smoothTapsOf(mode, input, output, aligned)
        : tapsOf(mode, input, output, scale, alignCorners);
      for (const [to, taps] of all.entries()) {
        for (const { place, share } of taps) shares[place * output + to] += share;
      }
      const dim = i + 2;
      result = result
        .transpose(dim, -1)
        .matmul(tensor(shares, [input, output]))
        .transpose(dim, -1);
    });
    return result;
  });
}

/** @throws ShapeError unless there are images whose channels or sides can be dealt out. */
function checkDivides(name: string, x: Tensor, by: number, numbers: readonly number[]): void {
  if (x.ndim >= 3 && numbers.every((size) => size % by === 0)) return;
  const what = name === 'pixelShuffle' ? 'channels' : 'height and width';
  throw new ShapeError(
    name,
    [x.shape],
    `${name} got an input of shape [${x.shape.join(', ')}].\n` +
      `  It must be [..., channels, height, width], with ${what} divisible by ${by}.`,
  );
}

/** `[..., channels r², h, w]` to `[..., channels, h r, w r]`. See Shi et al. 2016. */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  const r = upscaleFactor;
  const [channels, height, width] = x.shape.slice(-3);
  checkDivides('pixelShuffle', x, r ** 2, [channels]);
  const lead = x.shape.slice(0, -3);
  const d = lead.length;
  const order = [...lead.map((_, i) => i), d, d + 3, d + 1, d + 4, d + 2];
  return asOneOperation(() =>
    x
      .reshape([...lead, channels / r ** 2, r, r, height, width])
      .permute(order)
      .reshape([...lead, channels / r ** 2, height * r, width * r]),
  );
}

/** `[..., channels, h r, w r]` to `[..., channels r², h, w]`. */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  const r = downscaleFactor;
  const [channels, height, width] = x.shape.slice(-3);
  checkDivides('pixelUnshuffle', x, r, [height, width]);
  const lead = x.shape.slice(0, -3);
  const d = lead.length;
  const order = [...lead.map((_, i) => i), d, d + 2, d + 4, d + 1, d + 3];
  return asOneOperation(() =>
    x
      .reshape([...lead, channels, height / r, r, width / r, r])
      .permute(order)
      .reshape([...lead, channels * r ** 2, height / r, width / r]),
  );
}

/**
 * Mixes the channels of groups: the first of each, then the second of each. `[batch, channels, ...]`, the shape
 * stays. See Zhang et al. 2018.
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  const [batch, channels, ...spatial] = x.shape;
  return asOneOperation(() =>
    x
      .reshape([batch, groups, channels / groups, ...spatial])
      .transpose(1, 2)
      .reshape(x.shape),
  );
}

/** Options of {@link fold} and {@link unfold}. */
export interface FoldOptions {
  /** Default 1. */
  dilation?: Size;
  /** Default 0. */
  padding?: Size;
  /** Default 1. */
  stride?: Size;
}

function windowsOf(owner: string, kernelSize: Size, options: FoldOptions) {
  const { dilation, padding, stride } = withDefaults(owner, options, {
    dilation: 1,
    padding: 0,
    stride: 1,
  });
  const windows: Windows = {
    kernelSize: sizes(owner, 'kernelSize', kernelSize, 2, 1),
    stride: sizes(owner, 'stride', stride, 2, 1),
    dilation: sizes(owner, 'dilation', dilation, 2, 1),
  };
  return { windows, padding: sizes(owner, 'padding', padding, 2, 0) };
}

/**
 * The elements under each window of an image as a column: `[batch, channels, h, w]` to
 * `[batch, channels x kernel, windows]`. PyTorch: `torch.nn.functional.unfold`.
 */
export function unfold(
  x: Tensor,
  ...given: Placed<{ kernelSize: Size } & FoldOptions, ['kernelSize']>
): Tensor {
  const { kernelSize, ...options } = optionsByPlace<{ kernelSize: Size } & FoldOptions>(
    'unfold',
    given,
    ['kernelSize'],
  );
  const { windows, padding } = windowsOf('unfold', kernelSize, options);
  const [batch, channels] = x.shape;
  const elements = sizeOf(windows.kernelSize);
  return asOneOperation(() => {
    const found = patches(padSpatial(x, padding), windows);
    return found.reshape([batch, channels * elements, sizeOf(found.shape.slice(-2))]);
  });
}

/**
 * Adds columns up to images: the sum of what windows have where they overlap.
 * `[batch, channels x kernel, windows]` to `[batch, channels, h, w]`. PyTorch: `torch.nn.functional.fold`.
 */
export function fold(
  x: Tensor,
  outputSize: Size,
  kernelSize: Size,
  options: FoldOptions = {},
): Tensor {
  const { windows, padding } = windowsOf('fold', kernelSize, options);
  const output = sizes('fold', 'outputSize', outputSize, 2, 1);
  const [high, wide] = output.map((size, i) => size + 2 * padding[i]);
  const [rows, columns] = windowCounts([high, wide], windows);
  const [kernelHeight, kernelWidth] = windows.kernelSize;
  const places = new Int32Array(kernelHeight * kernelWidth * rows * columns);
  let next = 0;
  for (let a = 0; a < kernelHeight; a++) {
    for (let b = 0; b < kernelWidth; b++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const y = i * windows.stride[0] + a * windows.dilation[0];
          places[next++] = y * wide + j * windows.stride[1] + b * windows.dilation[1];
        }
      }
    }
  }
  return asOneOperation(() => {
    const batch = x.shape[0];
    const channels = x.shape[1] / (kernelHeight * kernelWidth);
    const columnsOfAll = x.reshape([batch * channels, places.length]).t();
    const empty = columnsOfAll
      .narrow(0, 0, 1)
      .detach()
      .mul(0)
      .expand([high * wide, batch * channels]);
    const sums = empty.indexAdd(0, tensor(places), columnsOfAll);
    return sums
      .t()
      .reshape([batch, channels, high, wide])
      .narrow(2, padding[0], output[0])
      .narrow(3, padding[1], output[1]);
  });
}
