/** Functions that draw tensors, as PyTorch's CPU generator does: the same seed, the same numbers. */
import { onHost } from '../host-memory.js';
import {
  poisson as count,
  binomial as countOf,
  defaultGenerator,
  multinomial as draw,
  type Generator,
  RandomError,
  stepRandom,
} from '../random/index.js';
import { checkedShape } from './creation.js';
import type { DeviceLabel, NamedDevice } from './device-names.js';
import { OptionError, ShapeError } from './errors.js';
import { inMemoryOrder, isContiguous } from './memory-order.js';
import { checkTensor } from './operands.js';
import { withDefaults } from './options.js';
import { onAskedDevice } from './placement.js';
import { broadcastShape, type ShapeThen, shapeThen, show, sizeOf } from './shapes.js';
import { Tensor } from './tensor.js';

/** What random functions draw from. */
export interface RandomOptions {
  /** Default: the global generator, which `manualSeed` seeds. */
  generator?: Generator;
}

/** What random numbers of float32 are drawn with. */
export interface RandomTensorOptions extends RandomOptions {
  /** Whether the tensor is to have a gradient. Default false. */
  requiresGrad?: boolean;
  /** The device to put it on, as `x.device`. Default: none, so that it goes with whatever it meets. */
  device?: DeviceLabel | NamedDevice | undefined;
}

/** Numbers of float32. */
function drawn(
  operation: string,
  shape: readonly number[],
  options: RandomTensorOptions,
  fill: (generator: Generator, size: number) => Float32Array,
): Tensor {
  const { generator, requiresGrad, device } = withDefaults(operation, options, {
    generator: defaultGenerator,
    requiresGrad: false,
    device: undefined,
  });
  const anywhere = random(operation, shape, 'float32', (size) => fill(generator, size));
  const tensor = onAskedDevice(operation, anywhere, device);
  return requiresGrad ? tensor.requiresGrad_() : tensor;
}

function random(
  operation: string,
  shape: readonly number[],
  dtype: 'float32' | 'int32',
  fill: (size: number) => Float32Array | Int32Array,
): Tensor {
  const checked = checkedShape(operation, shape);
  const size = sizeOf(checked);
  return Tensor.fromTfjs(
    stepRandom({ shape: checked, dtype, fill: () => onHost(operation, size, () => fill(size)) }),
    operation,
  );
}

/** Uniform in [0, 1): `rand([2, 3])` or `rand(2, 3)`. PyTorch: `torch.rand`. */
export function rand(shape: readonly number[], options?: RandomTensorOptions): Tensor;
export function rand(...sizes: readonly number[]): Tensor;
export function rand(
  ...sizesThenMore: readonly [...sizes: number[], options: RandomTensorOptions]
): Tensor;
export function rand(...given: ShapeThen<RandomTensorOptions>): Tensor {
  const [shape, options = {}] = shapeThen('rand', given);
  return drawn('rand', shape, options, (generator, size) => generator.uniforms(size));
}

/** PyTorch: `torch.rand_like`. In the shape of `like`. */
export function randLike(like: Tensor, options: RandomTensorOptions = {}): Tensor {
  checkTensor('randLike', like);
  return inMemoryOrder(like, (shape) => rand(shape, options));
}

/** Normal with mean 0 and standard deviation 1: `randn([2, 3])` or `randn(2, 3)`. PyTorch: `torch.randn`. */
export function randn(shape: readonly number[], options?: RandomTensorOptions): Tensor;
export function randn(...sizes: readonly number[]): Tensor;
export function randn(
  ...sizesThenMore: readonly [...sizes: number[], options: RandomTensorOptions]
): Tensor;
export function randn(...given: ShapeThen<RandomTensorOptions>): Tensor {
  const [shape, options = {}] = shapeThen('randn', given);
  return drawn('randn', shape, options, (generator, size) => generator.normals(size));
}

/** PyTorch: `torch.randn_like`. In the shape of `like`. */
export function randnLike(like: Tensor, options: RandomTensorOptions = {}): Tensor {
  checkTensor('randnLike', like);
  if (isContiguous(like)) return randn(like.shape, options);
  // Only what is contiguous PyTorch fills 16 numbers at a time.
  const oneByOne = (generator: Generator, size: number) =>
    Float32Array.from({ length: size }, () => generator.normalDouble());
  return inMemoryOrder(like, (shape) => drawn('randnLike', shape, options, oneByOne));
}

/**
 * Normal with this mean and standard deviation: of a shape, or where one of them is a tensor of theirs, which broadcast.
 * PyTorch: `torch.normal`.
 * @throws RandomError when a standard deviation is negative.
 */
export function normal(
  mean: number,
  std: number,
  shape: readonly number[],
  options?: RandomTensorOptions,
): Tensor;
export function normal(
  mean: Tensor | number,
  std: Tensor | number,
  options?: RandomTensorOptions,
): Tensor;
export function normal(
  mean: Tensor | number,
  std: Tensor | number,
  shapeOrOptions: readonly number[] | RandomTensorOptions = {},
  options: RandomTensorOptions = {},
): Tensor {
  if (typeof mean === 'number' && typeof std === 'number') {
    return drawn('normal', shapeOrOptions as readonly number[], options, (generator, size) =>
      generator.normals(size, mean, std),
    );
  }
  const shapes = [mean, std].map((one) => (one instanceof Tensor ? one.shape : []));
  const shape = broadcastShape('normal', shapes[0], shapes[1]);
  const valuesOf = (one: Tensor | number) =>
    one instanceof Tensor ? one.detach().float().expand(shape).dataSync() : undefined;
  const [means, deviations] = [valuesOf(mean), valuesOf(std)];
  return drawn('normal', shape, shapeOrOptions as RandomTensorOptions, (generator, size) => {
    const negative = deviations?.find((value) => value < 0);
    if (negative !== undefined) {
      throw new RandomError(`normal numbers need a std of 0 or more, got ${negative}.`);
    }
    // One number scales while they are drawn; tensors do afterwards, each step rounded.
    const drawnOnes = generator.normals(size, 0, typeof std === 'number' ? std : 1);
    return drawnOnes.map(
      (value, i) =>
        Math.fround(deviations ? value * deviations[i] : value) +
        (means ? means[i] : Math.fround(Number(mean))),
    );
  });
}

/** Whole numbers in [low, high), or in [0, high), int32. PyTorch: `torch.randint`. */
export function randint(
  low: number,
  high: number,
  shape: readonly number[],
  options?: RandomOptions,
): Tensor;
export function randint(high: number, shape: readonly number[], options?: RandomOptions): Tensor;
export function randint(
  ...given:
    | [low: number, high: number, shape: readonly number[], options?: RandomOptions]
    | [high: number, shape: readonly number[], options?: RandomOptions]
): Tensor {
  const [low, high, shape, options = {}] = isFromZero(given) ? ([0, ...given] as const) : given;
  const { generator } = withDefaults('randint', options, { generator: defaultGenerator });
  return random('randint', shape, 'int32', (size) => generator.randints(size, low, high));
}

const isFromZero = (
  given: readonly unknown[],
): given is [high: number, shape: readonly number[], options?: RandomOptions] =>
  Array.isArray(given[1]);

/** Whole numbers in [low, high), or in [0, high), int32, in the shape of `like`. PyTorch: `torch.randint_like`. */
export function randintLike(
  like: Tensor,
  lowOrHigh: number,
  high?: number,
  options: RandomOptions = {},
): Tensor {
  checkTensor('randintLike', like);
  const given = withDefaults('randintLike', options, { generator: defaultGenerator });
  const [from, to] = high === undefined ? [0, lowOrHigh] : [lowOrHigh, high];
  return inMemoryOrder(like, (shape) => randint(from, to, shape, given));
}

/** 0 to n - 1 in random order, int32. PyTorch: `torch.randperm`. */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  const { generator } = withDefaults('randperm', options, { generator: defaultGenerator });
  return random('randperm', [n], 'int32', () => generator.randperm(n));
}

/**
 * Ones and zeros, each one with the probability in `p`. The result has the shape of `p`. PyTorch:
 * `torch.bernoulli`.
 * @throws OptionError for what is no probability.
 */
export function bernoulli(p: Tensor, options: RandomOptions = {}): Tensor {
  checkTensor('bernoulli', p, 'the chances');
  const { generator } = withDefaults('bernoulli', options, { generator: defaultGenerator });
  const chances = p.dataSync();
  const wrong = chances.find((chance) => !(chance >= 0 && chance <= 1));
  if (wrong !== undefined) {
    throw new OptionError('bernoulli', 'a chance', wrong, 'a probability from 0 to 1');
  }
  return random('bernoulli', p.shape, 'float32', () =>
    Float32Array.from(chances, (chance) => (generator.rand() < chance ? 1 : 0)),
  );
}

/**
 * How many events there are where these many are to be expected, by chance. The result has the shape of `rates`. PyTorch:
 * `torch.poisson`.
 * @throws RandomError when a rate is negative.
 */
export function poisson(rates: Tensor, options: RandomOptions = {}): Tensor {
  checkTensor('poisson', rates, 'the rates');
  const { generator } = withDefaults('poisson', options, { generator: defaultGenerator });
  const values = rates.dataSync();
  return random('poisson', rates.shape, 'float32', () =>
    Float32Array.from(values, (rate) => count(generator, rate)),
  );
}

/**
 * How many of these many trials succeed, each with the probability in `chances`. Shapes broadcast; the result is float32.
 * PyTorch: `torch.binomial`.
 * @throws RandomError for what is no number of trials and no probability.
 */
export function binomial(trials: Tensor, chances: Tensor, options: RandomOptions = {}): Tensor {
  checkTensor('binomial', trials, 'the numbers of trials');
  checkTensor('binomial', chances, 'the chances');
  const { generator } = withDefaults('binomial', options, { generator: defaultGenerator });
  const shape = broadcastShape('binomial', trials.shape, chances.shape);
  const [counts, values] = [trials, chances].map((one) => one.expand(shape).dataSync());
  return random('binomial', shape, 'float32', () =>
    Float32Array.from(counts, (count, i) => countOf(generator, count, values[i])),
  );
}

/** Options of {@link multinomial}. */
export interface MultinomialOptions extends RandomOptions {
  /** Whether a category may be drawn more than once. Default false. */
  replacement?: boolean;
}

/**
 * The numbers of categories, drawn by their weights `[categories]` or `[rows, categories]`; int32
 * `[samples]` or `[rows, samples]`. PyTorch: `torch.multinomial`.
 * @throws RandomError when weights are negative, a row has none, or there are too few categories.
 */
export function multinomial(
  weights: Tensor,
  samples: number,
  options: MultinomialOptions = {},
): Tensor {
  checkTensor('multinomial', weights, 'the list of weights');
  const { replacement, generator } = withDefaults('multinomial', options, {
    replacement: false,
    generator: defaultGenerator,
  });
  if (weights.ndim !== 1 && weights.ndim !== 2) {
    throw new ShapeError(
      'multinomial',
      [weights.shape],
      `multinomial: weights must be [categories] or [rows, categories], got ${show(weights.shape)}.`,
    );
  }
  const values = weights.dataSync();
  const categories = weights.shape[weights.ndim - 1];
  return random('multinomial', [...weights.shape.slice(0, -1), samples], 'int32', () =>
    draw(generator, values, categories, { samples, replacement }),
  );
}
