/** Max pooling of windows whose places are drawn, so that sizes shrink by fractions. See Graham 2014. */
import {
  arange,
  asOneOperation,
  noGrad,
  OptionError,
  rand,
  ShapeError,
  sizeOf,
  type Tensor,
  where,
  withDefaults,
} from '../../tensor/index.js';
import { type Size, sizes } from '../layer-options.js';
import { batchedWithIndices, type ValuesAndIndices } from './pooling.js';

/** Options of {@link fractionalMaxPool2d} and its kin: one of the two. */
export interface FractionalPoolOptions {
  /** The output's spatial size. */
  outputSize?: Size;
  /** The output's spatial size as a share of the input's, above 0 and below 1. */
  outputRatio?: Size;
}

/** The output's spatial size. @throws OptionError unless one of both is given and fits. */
function outputOf(owner: string, spatial: readonly number[], options: FractionalPoolOptions) {
  const { outputSize, outputRatio } = withDefaults(owner, options, {
    outputSize: undefined,
    outputRatio: undefined,
  });
  if ((outputSize === undefined) === (outputRatio === undefined)) {
    throw new OptionError(owner, 'outputSize', outputSize, 'given, or outputRatio, and not both');
  }
  const rank = spatial.length;
  if (outputSize !== undefined) return sizes(owner, 'outputSize', outputSize, rank, 1);
  const ratios =
    typeof outputRatio === 'number' ? Array<number>(rank).fill(outputRatio) : outputRatio;
  if (ratios?.length !== rank || !ratios.every((ratio) => ratio > 0 && ratio < 1)) {
    throw new OptionError(owner, 'outputRatio', outputRatio, `a share below 1, or ${rank} of them`);
  }
  return spatial.map((size, i) => Math.trunc(size * ratios[i]));
}

/** Where windows begin along one dimension, by what was drawn `[batch, channels]`: `[batch, channels, count]`. */
function starts(drawn: Tensor, input: number, count: number, kernel: number): Tensor {
  const last = input - kernel;
  const numbers = arange(count);
  if (count === 1) return numbers.add(last).expand([...drawn.shape, 1]);
  const step = Math.fround(last / (count - 1));
  const sample = drawn.unsqueeze(-1);
  const begin = numbers.float().add(sample).mul(step).floor().sub(sample.mul(step).floor());
  return where(numbers.eq(count - 1), last, begin).int();
}

function pooled(
  owner: string,
  x: Tensor,
  kernel: readonly number[],
  output: readonly number[],
): ValuesAndIndices {
  const rank = kernel.length;
  const [batch, channels, ...spatial] = x.shape;
  if (spatial.length !== rank || spatial.some((size, i) => output[i] + kernel[i] - 1 > size)) {
    throw new ShapeError(
      owner,
      [x.shape],
      `${owner} got an input of shape [${x.shape.join(', ')}] for ${output.join(' x ')} windows of ` +
        `${kernel.join(' x ')}.\n  It must be [batch, channels, ...], each size at least windows + kernel - 1.`,
    );
  }
  const places = noGrad(() => {
    const drawn = rand([batch, channels, rank]);
    // `[batch, channels, ...output, ...kernel]`: numbers of elements in their channel.
    let flat: Tensor | undefined;
    spatial.forEach((size, i) => {
      // PyTorch draws for images from the last dimension on, for volumes from the first.
      const sample = drawn.select(2, rank === 2 ? rank - 1 - i : i);
      const at = starts(sample, size, output[i], kernel[i]).unsqueeze(-1).add(arange(kernel[i]));
      const ones = (own: number) => Array.from({ length: rank }, (_, d) => (d === i ? own : 1));
      const wide = at.reshape([batch, channels, ...ones(output[i]), ...ones(kernel[i])]);
      flat = flat ? flat.mul(size).add(wide) : wide;
    });
    return (flat ?? drawn).reshape([batch, channels, sizeOf(output) * sizeOf(kernel)]);
  });
  const counts = [batch, channels, ...output];
  const { values, indices } = x
    .reshape([batch, channels, sizeOf(spatial)])
    .gather(2, places)
    .reshape([...counts, sizeOf(kernel)])
    .max(-1);
  const found = noGrad(() =>
    places
      .reshape([...counts, sizeOf(kernel)])
      .gather(-1, indices.unsqueeze(-1))
      .squeeze(-1),
  );
  return [values, found];
}

const withIndicesOf =
  (rank: number, owner = `fractionalMaxPool${rank}dWithIndices`) =>
  (x: Tensor, kernelSize: Size, options: FractionalPoolOptions = {}): ValuesAndIndices => {
    const output = outputOf(owner, x.shape.slice(-rank), options);
    const kernel = sizes(owner, 'kernelSize', kernelSize, rank, 1);
    return batchedWithIndices(x, rank, (batch) => pooled(owner, batch, kernel, output));
  };

const valuesOf = (rank: number) => {
  const pool = withIndicesOf(rank, `fractionalMaxPool${rank}d`);
  return (x: Tensor, kernelSize: Size, options: FractionalPoolOptions = {}): Tensor =>
    asOneOperation(() => pool(x, kernelSize, options)[0]);
};

/**
 * The greatest elements of windows at places that are drawn, and where they were, int32. `[batch, channels, height,
 * width]`. PyTorch: `fractional_max_pool2d_with_indices`.
 */
export const fractionalMaxPool2dWithIndices = withIndicesOf(2);
/** As `fractionalMaxPool2dWithIndices`, of `[batch, channels, depth, height, width]`. */
export const fractionalMaxPool3dWithIndices = withIndicesOf(3);
/** The greatest elements of windows at places that are drawn. `[batch, channels, height, width]`. See Graham 2014. */
export const fractionalMaxPool2d = valuesOf(2);
/** As `fractionalMaxPool2d`, of `[batch, channels, depth, height, width]`. */
export const fractionalMaxPool3d = valuesOf(3);
