/** Pooling by PyTorch's names, for one to three spatial dimensions; a batch is optional. */
import {
  checkOptionNames,
  OptionError,
  optionsByPlace,
  type Placed,
  type Tensor,
  withDefaults,
} from '../../tensor/index.js';
import { type Size, sizes } from '../layer-options.js';
import {
  adaptiveAvgPool,
  adaptiveMaxPool,
  adaptiveMaxPoolWithIndices,
  avgPool,
  lpPool,
  maxPool,
  maxPoolWithIndices,
  maxUnpool,
  type PoolingOptions,
} from './pooling-windows.js';

/** Options that all pooling has. */
export interface PoolOptions {
  /** How far the window moves. Default: its size. */
  stride?: Size;
  /** How far the window reaches over the edge. Default 0. */
  padding?: Size;
  /** Whether a window that only partly fits counts. Default false. */
  ceilMode?: boolean;
}

/** Options of {@link maxPool2d} and its kin. */
export interface MaxPoolOptions extends PoolOptions {
  /** Distance between a window's elements. Default 1. */
  dilation?: Size;
}

/** Options of {@link avgPool2d} and its kin. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether the padding counts in the mean. Default true. */
  countIncludePad?: boolean;
  /** What sums are divided by, in place of the number of elements. */
  divisorOverride?: number;
}

/** The window's size, by its place or by name, and options. */
export type WithWindow<Options> = { kernelSize: Size } & Options;

export const POOL_PLACES = ['kernelSize', 'stride', 'padding'] as const;

/** What a pooling takes behind what is pooled: by its place or by name. */
export type PoolArguments<Options extends PoolOptions> = Placed<
  WithWindow<Options>,
  typeof POOL_PLACES
>;

/** A number for each spatial dimension, null to keep its size. */
export type OutputSize = number | readonly (number | null)[];

/** The greatest elements, and where each is in its channel, int32. */
export type ValuesAndIndices = [values: Tensor, indices: Tensor];

/** What all poolings can be told, by name. */
const POOLING = { stride: true, padding: true, ceilMode: true };
export const MAX_POOLING = { ...POOLING, dilation: true };
export const AVERAGE_POOLING = { ...POOLING, countIncludePad: true, divisorOverride: true };
const LP_POOLING = { stride: true, ceilMode: true };

/** Sizes for each dimension, checked. @throws OptionError naming the option. */
export function poolingOf(
  owner: string,
  rank: number,
  kernelSize: Size,
  { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false }: MaxPoolOptions,
): PoolingOptions {
  const window = {
    kernelSize: sizes(owner, 'kernelSize', kernelSize, rank, 1),
    stride: sizes(owner, 'stride', stride, rank, 1),
    padding: sizes(owner, 'padding', padding, rank, 0),
    dilation: sizes(owner, 'dilation', dilation, rank, 1),
    ceilMode,
  };
  const reach = window.kernelSize.map((size, i) => (size - 1) * window.dilation[i] + 1);
  if (window.padding.some((size, i) => size > reach[i] / 2)) {
    const most = reach.map((size) => Math.floor(size / 2)).join(', ');
    throw new OptionError(owner, 'padding', padding, `at most half of the window, here ${most}`);
  }
  return window;
}

/** Adds a batch of one where there is none. */
export function batched(x: Tensor, rank: number, run: (x: Tensor) => Tensor): Tensor {
  return x.ndim === rank + 1 ? run(x.unsqueeze(0)).squeeze(0) : run(x);
}

/** As `batched`, for values and where they were. */
export function batchedWithIndices(
  x: Tensor,
  rank: number,
  run: (x: Tensor) => ValuesAndIndices,
): ValuesAndIndices {
  if (x.ndim !== rank + 1) return run(x);
  const [values, indices] = run(x.unsqueeze(0));
  return [values.squeeze(0), indices.squeeze(0)];
}

export const outputSizes = (size: OutputSize, rank: number): readonly (number | null)[] =>
  typeof size === 'number' ? Array<number>(rank).fill(size) : size;

const maxPoolOf =
  (rank: number) =>
  (x: Tensor, ...given: PoolArguments<MaxPoolOptions>): Tensor => {
    const { kernelSize, ...options } = optionsByPlace<WithWindow<MaxPoolOptions>>(
      `maxPool${rank}d`,
      given,
      POOL_PLACES,
    );
    checkOptionNames(`maxPool${rank}d`, options, MAX_POOLING);
    const pooling = poolingOf(`maxPool${rank}d`, rank, kernelSize, options);
    return batched(x, rank, (batch) => maxPool(batch, pooling));
  };

const maxPoolWithIndicesOf =
  (rank: number) =>
  (x: Tensor, ...given: PoolArguments<MaxPoolOptions>): ValuesAndIndices => {
    const { kernelSize, ...options } = optionsByPlace<WithWindow<MaxPoolOptions>>(
      `maxPool${rank}dWithIndices`,
      given,
      POOL_PLACES,
    );
    checkOptionNames(`maxPool${rank}dWithIndices`, options, MAX_POOLING);
    const pooling = poolingOf(`maxPool${rank}dWithIndices`, rank, kernelSize, options);
    return batchedWithIndices(x, rank, (batch) => maxPoolWithIndices(batch, pooling));
  };

const avgPoolOf =
  (rank: number) =>
  (x: Tensor, ...given: PoolArguments<AvgPoolOptions>): Tensor => {
    const { kernelSize, ...options } = optionsByPlace<WithWindow<AvgPoolOptions>>(
      `avgPool${rank}d`,
      given,
      POOL_PLACES,
    );
    checkOptionNames(`avgPool${rank}d`, options, AVERAGE_POOLING);
    const pooling = { ...options, ...poolingOf(`avgPool${rank}d`, rank, kernelSize, options) };
    return batched(x, rank, (batch) => avgPool(batch, pooling));
  };

const lpPoolOf =
  (rank: number) =>
  (
    x: Tensor,
    normType: number,
    kernelSize: Size,
    options: Omit<PoolOptions, 'padding'> = {},
  ): Tensor => {
    checkOptionNames(`lpPool${rank}d`, options, LP_POOLING);
    const pooling = poolingOf(`lpPool${rank}d`, rank, kernelSize, options);
    return batched(x, rank, (batch) => lpPool(batch, normType, pooling));
  };

const adaptiveAvgOf =
  (rank: number) =>
  (x: Tensor, outputSize: OutputSize): Tensor =>
    adaptiveAvgPool(x, outputSizes(outputSize, rank));

const adaptiveMaxOf =
  (rank: number) =>
  (x: Tensor, outputSize: OutputSize): Tensor =>
    adaptiveMaxPool(x, outputSizes(outputSize, rank));

const adaptiveMaxWithIndicesOf =
  (rank: number) =>
  (x: Tensor, outputSize: OutputSize): ValuesAndIndices =>
    adaptiveMaxPoolWithIndices(x, outputSizes(outputSize, rank));

const maxUnpoolOf =
  (rank: number) =>
  (x: Tensor, indices: Tensor, kernelSize: Size, options: UnpoolOptions = {}): Tensor => {
    const { stride, padding, outputSize } = withDefaults(`maxUnpool${rank}d`, options, {
      stride: kernelSize,
      padding: 0,
      outputSize: undefined,
    });
    const pooling = poolingOf(`maxUnpool${rank}d`, rank, kernelSize, { stride, padding });
    const spatial = x.shape
      .slice(-rank)
      .map(
        (size, i) =>
          (size - 1) * pooling.stride[i] + pooling.kernelSize[i] - 2 * pooling.padding[i],
      );
    return maxUnpool(x, indices, outputSize?.slice(-rank) ?? spatial);
  };

/** Options of {@link maxUnpool2d} and its kin. */
export interface UnpoolOptions {
  /** That of the pooling. Default: the window's size. */
  stride?: Size;
  /** That of the pooling. Default 0. */
  padding?: Size;
  /** The output's shape, where several would do. */
  outputSize?: readonly number[];
}

/** The greatest element of each window of `[batch, channels, length]`. PyTorch: `max_pool1d`. */
export const maxPool1d = maxPoolOf(1);
/** As `maxPool1d`, of `[batch, channels, height, width]`. */
export const maxPool2d = maxPoolOf(2);
/** As `maxPool1d`, of `[batch, channels, depth, height, width]`. */
export const maxPool3d = maxPoolOf(3);
/** As `maxPool1d`, of `[batch, channels, length]`, and where the elements were. PyTorch: `max_pool1d_with_indices`. */
export const maxPool1dWithIndices = maxPoolWithIndicesOf(1);
/** As `maxPool1dWithIndices`, of `[batch, channels, height, width]`. */
export const maxPool2dWithIndices = maxPoolWithIndicesOf(2);
/** As `maxPool1dWithIndices`, of `[batch, channels, depth, height, width]`. */
export const maxPool3dWithIndices = maxPoolWithIndicesOf(3);
/** The mean of each window of `[batch, channels, length]`. PyTorch: `avg_pool1d`. */
export const avgPool1d = avgPoolOf(1);
/** As `avgPool1d`, of `[batch, channels, height, width]`. */
export const avgPool2d = avgPoolOf(2);
/** As `avgPool1d`, of `[batch, channels, depth, height, width]`. */
export const avgPool3d = avgPoolOf(3);
/** (sum of x^p)^(1/p) of each window. `[batch, channels, length]`. PyTorch: `lp_pool1d`. */
export const lpPool1d = lpPoolOf(1);
/** As `lpPool1d`, of `[batch, channels, height, width]`. */
export const lpPool2d = lpPoolOf(2);
/** As `lpPool1d`, of `[batch, channels, depth, height, width]`. */
export const lpPool3d = lpPoolOf(3);
/** Means of as many windows as asked for. `[batch, channels, length]`. PyTorch: `adaptive_avg_pool1d`. */
export const adaptiveAvgPool1d = adaptiveAvgOf(1);
/** As `adaptiveAvgPool1d`, of `[batch, channels, height, width]`. */
export const adaptiveAvgPool2d = adaptiveAvgOf(2);
/** As `adaptiveAvgPool1d`, of `[batch, channels, depth, height, width]`. */
export const adaptiveAvgPool3d = adaptiveAvgOf(3);
/** Greatest elements of as many windows as asked for. `[batch, channels, length]`. PyTorch: `adaptive_max_pool1d`. */
export const adaptiveMaxPool1d = adaptiveMaxOf(1);
/** As `adaptiveMaxPool1d`, of `[batch, channels, height, width]`. */
export const adaptiveMaxPool2d = adaptiveMaxOf(2);
/** As `adaptiveMaxPool1d`, of `[batch, channels, depth, height, width]`. */
export const adaptiveMaxPool3d = adaptiveMaxOf(3);
/**
 * As `adaptiveMaxPool1d`, of `[batch, channels, length]`, and where the elements were. PyTorch:
 * `adaptive_max_pool1d_with_indices`.
 */
export const adaptiveMaxPool1dWithIndices = adaptiveMaxWithIndicesOf(1);
/** As `adaptiveMaxPool1dWithIndices`, of `[batch, channels, height, width]`. */
export const adaptiveMaxPool2dWithIndices = adaptiveMaxWithIndicesOf(2);
/** As `adaptiveMaxPool1dWithIndices`, of `[batch, channels, depth, height, width]`. */
export const adaptiveMaxPool3dWithIndices = adaptiveMaxWithIndicesOf(3);
/** Puts values back to where max pooling found them. `[batch, channels, length]`. PyTorch: `max_unpool1d`. */
export const maxUnpool1d = maxUnpoolOf(1);
/** As `maxUnpool1d`, of `[batch, channels, height, width]`. */
export const maxUnpool2d = maxUnpoolOf(2);
/** As `maxUnpool1d`, of `[batch, channels, depth, height, width]`. */
export const maxUnpool3d = maxUnpoolOf(3);
