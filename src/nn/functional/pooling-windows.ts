/**
 * Pooling in one to three spatial dimensions. Images by the greatest or mean element of plain windows use
 * TensorFlow.js's kernels, which have channels last; the others are reductions of the elements under each
 * window. PyTorch: `torch.nn.functional`.
 */
import {
  asOneOperation,
  noGrad,
  runKernel,
  sizeOf,
  type Tensor,
  tensor,
} from '../../tensor/index.js';
import { pad } from './padding.js';
import { edges, patches, type Windows, windowCounts } from './windows.js';

/** One number for each spatial dimension. */
export interface PoolingOptions {
  kernelSize: readonly number[];
  stride: readonly number[];
  padding: readonly number[];
  /** Distance between a window's elements. Default 1. */
  dilation?: readonly number[];
  /** Whether a window that only partly fits counts. */
  ceilMode: boolean;
}

export interface AveragePoolingOptions extends PoolingOptions {
  /** Whether the padding counts in the mean. Default true. */
  countIncludePad?: boolean;
  /** What sums are divided by, in place of the number of elements. */
  divisorOverride?: number;
}

/** Stands for minus infinity where numbers are multiplied by 0. */
const LEAST = -3.4028234663852886e38;

/** Windows, and how much the input must grow at its end so that all of them fit. */
function layout(spatial: readonly number[], options: PoolingOptions) {
  const { kernelSize, stride, padding, ceilMode } = options;
  const dilation = options.dilation ?? kernelSize.map(() => 1);
  const windows: Windows = { kernelSize, stride, dilation };
  const wide = spatial.map((size, i) => size + 2 * padding[i]);
  const counts = windowCounts(wide, windows);
  if (!ceilMode) return { windows, counts, extra: wide.map(() => 0) };
  const reach = kernelSize.map((size, i) => dilation[i] * (size - 1) + 1);
  wide.forEach((size, i) => {
    // A window that begins in the padding at the end is left out.
    const partial = Math.ceil((size - reach[i]) / stride[i]) + 1;
    counts[i] = (partial - 1) * stride[i] < spatial[i] + padding[i] ? partial : partial - 1;
  });
  const extra = wide.map((size, i) => Math.max(0, (counts[i] - 1) * stride[i] + reach[i] - size));
  return { windows, counts, extra };
}

/** The elements under each window, `[batch, channels, places, ...counts]`. */
function elements(x: Tensor, options: PoolingOptions, value: number): Tensor {
  const { windows, extra } = layout(x.shape.slice(2), options);
  const pads = options.padding.map((size, i) => [size, size + extra[i]]);
  const wide = pads.flat().some((size) => size > 0)
    ? pad(x, pads.toReversed().flat(), { value })
    : x;
  const found = patches(wide, windows);
  const places = sizeOf(windows.kernelSize);
  return found.reshape([...x.shape.slice(0, 2), places, ...found.shape.slice(2 + pads.length)]);
}

const isPlain = ({ padding, dilation, ceilMode }: PoolingOptions): boolean =>
  padding.length === 2 && !ceilMode && (dilation ?? []).every((size) => size === 1);

function imagePool(kernel: string, operation: string, x: Tensor, options: PoolingOptions): Tensor {
  const { kernelSize, stride, padding } = options;
  return runKernel(
    kernel,
    operation,
    { x: x.permute([0, 2, 3, 1]) },
    {
      filterSize: [...kernelSize],
      strides: [...stride],
      pad: edges(kernelSize, stride, padding),
      dimRoundingMode: 'floor',
    },
  ).permute([0, 3, 1, 2]);
}

/** The greatest element of each window of `[batch, channels, ...spatial]`. PyTorch: `max_pool2d` and so on. */
export function maxPool(x: Tensor, options: PoolingOptions): Tensor {
  // The kernels pad whole numbers by 0, which may be more than what is there.
  if (x.dtype !== 'float32') return maxPool(x.float(), options).to(x.dtype);
  return asOneOperation(() =>
    isPlain(options)
      ? imagePool('MaxPool', 'maxPool2d', x, options)
      : elements(x, options, LEAST).max(2).values,
  );
}

/**
 * As `maxPool`, with the place of each greatest element in its channel, int32.
 * PyTorch: `max_pool2d` with `return_indices=True`.
 */
export function maxPoolWithIndices(x: Tensor, options: PoolingOptions): [Tensor, Tensor] {
  const { values, indices } = elements(x, options, LEAST).max(2);
  const places = noGrad(() => {
    const spatial = x.shape.slice(2);
    const size = sizeOf(spatial);
    const numbers = tensor(Float32Array.from({ length: size }, (_, i) => i)).reshape([
      1,
      1,
      ...spatial,
    ]);
    const candidates = elements(numbers, options, -1);
    return candidates
      .expand([...x.shape.slice(0, 2), ...candidates.shape.slice(2)])
      .gather(2, indices.unsqueeze(2))
      .squeeze(2)
      .int();
  });
  return [values, places];
}

/** The mean of each window. PyTorch: `avg_pool2d` and so on. */
export function avgPool(x: Tensor, options: AveragePoolingOptions): Tensor {
  const { countIncludePad = true, divisorOverride, padding } = options;
  return asOneOperation(() => {
    const hasPadding = padding.some((size) => size > 0);
    if (isPlain(options) && !hasPadding && divisorOverride === undefined) {
      return imagePool('AvgPool', 'avgPool2d', x, options);
    }
    const sums = elements(x, options, 0).sum(2);
    if (divisorOverride !== undefined) return sums.div(divisorOverride);
    return sums.div(divisors(x.shape.slice(2), options, countIncludePad));
  });
}

/** How many elements each window has, `[1, 1, ...counts]`: padding may count, what is beyond it never. */
function divisors(
  spatial: readonly number[],
  options: PoolingOptions,
  countIncludePad: boolean,
): Tensor {
  const { kernelSize, stride, padding } = options;
  const { counts } = layout(spatial, options);
  let product = [1];
  spatial.forEach((size, i) => {
    const lengths = Array.from({ length: counts[i] }, (_, window) => {
      const start = window * stride[i] - padding[i];
      const end = Math.min(start + kernelSize[i], size + padding[i]);
      return countIncludePad ? end - start : Math.min(end, size) - Math.max(start, 0);
    });
    product = product.flatMap((value) => lengths.map((length) => value * length));
  });
  return tensor(product, [1, 1, ...counts]);
}

/** (sum of x^p)^(1/p) of each window. PyTorch: `lp_pool2d` and so on. */
export function lpPool(x: Tensor, normType: number, options: PoolingOptions): Tensor {
  return asOneOperation(() => {
    const places = sizeOf(options.kernelSize);
    const means = avgPool(x.pow(normType), options);
    return means
      .sign()
      .mul(means.abs().relu())
      .mul(places)
      .pow(1 / normType);
  });
}

/** Where each of `count` bins of nearly equal size begins and ends. */
function bins(size: number, count: number): { start: number; end: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * size) / count),
    end: Math.ceil(((i + 1) * size) / count),
  }));
}

/**
 * The means of as many windows as asked for; null keeps a dimension.
 * PyTorch: `adaptive_avg_pool2d` and so on.
 */
export function adaptiveAvgPool(x: Tensor, outputSize: readonly (number | null)[]): Tensor {
  return asOneOperation(() => {
    let result = x;
    outputSize.forEach((count, i) => {
      const dim = x.ndim - outputSize.length + i;
      const size = x.shape[dim];
      if (count === null || count === size) return;
      if (count === 1) {
        result = result.mean(dim, { keepdim: true });
        return;
      }
      const shares = new Float32Array(size * count);
      for (const [bin, { start, end }] of bins(size, count).entries()) {
        for (let at = start; at < end; at++) shares[at * count + bin] = 1 / (end - start);
      }
      result = result
        .transpose(dim, -1)
        .matmul(tensor(shares, [size, count]))
        .transpose(dim, -1);
    });
    return result;
  });
}

/**
 * The greatest elements of as many windows as asked for, and where they are in their channel, int32.
 * PyTorch: `adaptive_max_pool2d` and so on.
 */
export function adaptiveMaxPoolWithIndices(
  x: Tensor,
  outputSize: readonly (number | null)[],
): [Tensor, Tensor] {
  const spatial = x.shape.slice(-outputSize.length);
  const size = sizeOf(spatial);
  let values = x;
  let places = noGrad(() =>
    tensor(Float32Array.from({ length: size }, (_, i) => i))
      .reshape(spatial)
      .expand(x.shape),
  );
  outputSize.forEach((count, i) => {
    const dim = x.ndim - outputSize.length + i;
    if (count === null) return;
    const found = bins(x.shape[dim], count);
    const longest = Math.max(...found.map(({ start, end }) => end - start));
    // Shorter bins repeat their last element, which changes no maximum.
    const index = found.flatMap(({ start, end }) =>
      Array.from({ length: longest }, (_, k) => Math.min(start + k, end - 1)),
    );
    const picked = (from: Tensor) =>
      from
        .indexSelect(dim, tensor(Int32Array.from(index)))
        .reshape([...from.shape.slice(0, dim), count, longest, ...from.shape.slice(dim + 1)]);
    const { values: greatest, indices } = picked(values).max(dim + 1);
    places = noGrad(() =>
      picked(places)
        .gather(dim + 1, indices.unsqueeze(dim + 1))
        .squeeze(dim + 1),
    );
    values = greatest;
  });
  return [values, places.int()];
}

export function adaptiveMaxPool(x: Tensor, outputSize: readonly (number | null)[]): Tensor {
  return asOneOperation(() => adaptiveMaxPoolWithIndices(x, outputSize)[0]);
}

/**
 * Puts values back to where `maxPoolWithIndices` found them, and zeros elsewhere.
 * PyTorch: `max_unpool2d` and so on.
 * @param spatial the output's spatial shape
 */
export function maxUnpool(x: Tensor, indices: Tensor, spatial: readonly number[]): Tensor {
  return asOneOperation(() => {
    const lead = x.shape.slice(0, -spatial.length);
    const size = sizeOf(spatial);
    const places = sizeOf(x.shape.slice(-spatial.length));
    const flat = x.reshape([...lead, places]);
    const empty = flat
      .narrow(-1, 0, 1)
      .mul(0)
      .expand([...lead, size]);
    return empty
      .scatter(-1, indices.reshape([...lead, places]), flat)
      .reshape([...lead, ...spatial]);
  });
}
