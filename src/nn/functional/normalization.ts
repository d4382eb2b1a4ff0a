/** Normalizations: by layer, group, instance, root mean square, neighbours. */
import {
  asOneOperation,
  isOptions,
  optionsByPlace,
  type Placed,
  ShapeError,
  sizeOf,
  type Tensor,
  withDefaults,
} from '../../tensor/index.js';
import { type BatchNormArguments, channels, normalizedChannels } from './batch-norm.js';
import { pad } from './padding.js';
import { avgPool } from './pooling-windows.js';

/**
 * The mean over dimensions, which stay as 1. Dimension by dimension: adding up tens of thousands of float32
 * numbers one by one would lose three digits.
 */
function meanOver(x: Tensor, dims: readonly number[]): Tensor {
  return dims.toReversed().reduce((mean, dim) => mean.mean(dim, { keepdim: true }), x);
}

/** Options of {@link instanceNorm}. */
export interface InstanceNormArguments extends Omit<BatchNormArguments, 'training'> {
  /** Whether each sample is measured, or the running statistics are used. Default true. */
  useInputStats?: boolean;
  /** The running mean, `[channels]`, where it isn't given by place. */
  runningMean?: Tensor;
  /** The running variance, `[channels]`, where it isn't given by place. */
  runningVar?: Tensor;
}

/**
 * Normalizes each channel of each sample: a batch norm in which every sample's channel is a channel. Running
 * statistics, where there are any, move towards the mean of the samples'. `[batch, channels, ...]`, the shape stays. See
 * Ulyanov et al. 2016; PyTorch: `torch.nn.functional.instance_norm`.
 */
export function instanceNorm(
  x: Tensor,
  meanOrOptions?: Tensor | InstanceNormArguments,
  variance?: Tensor,
  more: InstanceNormArguments = {},
): Tensor {
  const options = isOptions(meanOrOptions)
    ? (meanOrOptions as InstanceNormArguments)
    : { ...more, runningMean: meanOrOptions as Tensor | undefined, runningVar: variance };
  const { runningMean, runningVar, weight, bias, useInputStats, momentum, eps } = withDefaults(
    'instanceNorm',
    options,
    {
      runningMean: undefined,
      runningVar: undefined,
      weight: undefined,
      bias: undefined,
      useInputStats: true,
      momentum: 0.1,
      eps: 1e-5,
    },
  );
  const [batch, channels, ...spatial] = x.shape;
  return asOneOperation(() => {
    const folded = x.reshape([1, batch * channels, ...spatial]);
    const spread = (vector: Tensor | undefined) => vector?.repeat([batch]);
    const [mean, variance] = [spread(runningMean), spread(runningVar)];
    const normal = normalizedChannels(folded, mean, variance, {
      weight: spread(weight),
      bias: spread(bias),
      training: useInputStats,
      momentum,
      eps,
    });
    // Each sample moved a copy; the statistics become the mean of these.
    if (useInputStats && mean && variance) {
      runningMean?.copy_(mean.reshape([batch, channels]).mean(0));
      runningVar?.copy_(variance.reshape([batch, channels]).mean(0));
    }
    return normal.reshape(x.shape);
  });
}

/** (x - mean) / sqrt(variance + eps) over dimensions. */
function standardized(x: Tensor, dims: readonly number[], eps: number): Tensor {
  const centred = x.sub(meanOver(x, dims));
  return centred.mul(meanOver(centred.square(), dims).add(eps).rsqrt());
}

/** Options of {@link layerNorm}. */
export interface AffineArguments {
  /** The scale. */
  weight?: Tensor;
  /** The shift. */
  bias?: Tensor;
  /** Default 1e-5. */
  eps?: number;
}

const lastDims = (x: Tensor, count: number): number[] =>
  Array.from({ length: count }, (_, i) => x.ndim - count + i);

/** Normalizes the last dimensions of each sample. The shape stays. See Ba et al. 2016; PyTorch: `layer_norm`. */
export function layerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  ...given: Placed<AffineArguments, ['weight', 'bias', 'eps']>
): Tensor {
  const options = optionsByPlace<AffineArguments>('layerNorm', given, ['weight', 'bias', 'eps']);
  const { weight, bias, eps } = withDefaults('layerNorm', options, {
    weight: undefined,
    bias: undefined,
    eps: 1e-5,
  });
  checkLast('layerNorm', x, normalizedShape);
  return asOneOperation(() => {
    const normal = standardized(x, lastDims(x, normalizedShape.length), eps);
    const scaled = weight ? normal.mul(weight) : normal;
    return bias ? scaled.add(bias) : scaled;
  });
}

/** @throws ShapeError unless the last dimensions are these. */
function checkLast(owner: string, x: Tensor, shape: readonly number[]): void {
  if (`${x.shape.slice(-shape.length)}` === `${shape}`) return;
  throw new ShapeError(
    owner,
    [x.shape, shape],
    `${owner} got an input of shape [${x.shape.join(', ')}].\n  Its last dimensions must be [${shape.join(', ')}].`,
  );
}

/** float32's distance from 1 to the next number: what PyTorch adds where no eps is given. */
const EPSILON = 2 ** -23;

/** Divides by the root mean square of the last dimensions. The shape stays. See Zhang & Sennrich 2019. */
export function rmsNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  options: Omit<AffineArguments, 'bias'> = {},
): Tensor {
  const { weight, eps } = withDefaults('rmsNorm', options, { weight: undefined, eps: EPSILON });
  checkLast('rmsNorm', x, normalizedShape);
  return asOneOperation(() => {
    const square = meanOver(x.square(), lastDims(x, normalizedShape.length));
    const normal = x.mul(square.add(eps).rsqrt());
    return weight ? normal.mul(weight) : normal;
  });
}

/**
 * Normalizes groups of channels of each sample. `[batch, channels, ...]`, the shape stays. See Wu & He 2018;
 * PyTorch: `group_norm`.
 * @throws ShapeError unless the channels can be dealt out to so many groups.
 */
export function groupNorm(x: Tensor, numGroups: number, options: AffineArguments = {}): Tensor {
  const { weight, bias, eps } = withDefaults('groupNorm', options, {
    weight: undefined,
    bias: undefined,
    eps: 1e-5,
  });
  if (x.ndim < 2 || !Number.isInteger(numGroups) || numGroups < 1 || x.shape[1] % numGroups !== 0) {
    throw new ShapeError(
      'groupNorm',
      [x.shape],
      `groupNorm got an input of shape [${x.shape.join(', ')}].\n` +
        `  It must be [batch, channels, ...], with channels divisible by numGroups, ${numGroups}.`,
    );
  }
  return asOneOperation(() => {
    const groups = x.reshape([x.shape[0], numGroups, sizeOf(x.shape.slice(1)) / numGroups]);
    const normal = standardized(groups, [2], eps).reshape(x.shape);
    const scaled = weight ? normal.mul(channels(weight, x)) : normal;
    return bias ? scaled.add(channels(bias, x)) : scaled;
  });
}

/** Options of {@link localResponseNorm}. */
export interface LocalResponseOptions {
  /** Default 1e-4. */
  alpha?: number;
  /** Default 0.75. */
  beta?: number;
  /** Default 1. */
  k?: number;
}

/**
 * Divides by what `size` neighbouring channels have. `[batch, channels, ...]`, the shape stays. See Krizhevsky et
 * al. 2012.
 */
export function localResponseNorm(
  x: Tensor,
  size: number,
  options: LocalResponseOptions = {},
): Tensor {
  const { alpha, beta, k } = withDefaults('localResponseNorm', options, {
    alpha: 1e-4,
    beta: 0.75,
    k: 1,
  });
  return asOneOperation(() => {
    const squares = x.square().reshape([x.shape[0], 1, x.shape[1], sizeOf(x.shape.slice(2))]);
    const wide = pad(squares, [0, 0, Math.floor(size / 2), Math.floor((size - 1) / 2)]);
    const around = avgPool(wide, {
      kernelSize: [size, 1],
      stride: [1, 1],
      padding: [0, 0],
      ceilMode: false,
    });
    return x.div(around.reshape(x.shape).mul(alpha).add(k).pow(beta));
  });
}

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** Default 2. */
  p?: number;
  /** Default 1. */
  dim?: number;
  /** The least that is divided by. Default 1e-12. */
  eps?: number;
}

/** Divides by the norm along a dimension. The shape stays. PyTorch: `torch.nn.functional.normalize`. */
export function normalize(
  x: Tensor,
  ...given: Placed<NormalizeOptions, ['p', 'dim', 'eps']>
): Tensor {
  const options = optionsByPlace<NormalizeOptions>('normalize', given, ['p', 'dim', 'eps']);
  const { p, dim, eps } = withDefaults('normalize', options, { p: 2, dim: 1, eps: 1e-12 });
  return asOneOperation(() => x.div(x.norm(p, dim, { keepdim: true }).clampMin(eps)));
}
