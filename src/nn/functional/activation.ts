/** Activations, composed of tensor operations. PyTorch: `torch.nn.functional`. */

import { defaultGenerator, stepRandom } from '../../random/index.js';
import {
  asOneOperation,
  noGrad,
  OptionError,
  ones,
  optionsByPlace,
  type Placed,
  ShapeError,
  type Sole,
  soleOption,
  Tensor,
  where,
  withDefaults,
  zerosLike,
} from '../../tensor/index.js';
import { checkChoice } from '../layer-options.js';

/** max(x, 0), for any shape. */
export const relu = (x: Tensor): Tensor => x.relu();
/** 1 / (1 + exp(-x)), for any shape. */
export const sigmoid = (x: Tensor): Tensor => x.sigmoid();
/** The hyperbolic tangent, for any shape. */
export const tanh = (x: Tensor): Tensor => x.tanh();
/** Shares that sum to 1 along `dim`, for any shape. */
export const softmax = (x: Tensor, dim: number | { readonly dim: number }): Tensor =>
  x.softmax(dim);
/** The logarithm of `softmax`, for any shape. */
export const logSoftmax = (x: Tensor, dim: number | { readonly dim: number }): Tensor =>
  x.logSoftmax(dim);
/** Softmax of -x. For any shape. */
export const softmin = (x: Tensor, dim: number | { readonly dim: number }): Tensor =>
  asOneOperation(() => x.neg().softmax(dim));

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** By the error function exactly, or by tanh. Default `'none'`. */
  approximate?: 'none' | 'tanh';
}

/** x * P(X <= x) for a normal X. For any shape. See Hendrycks & Gimpel 2016; PyTorch: `gelu`. */
export function gelu(x: Tensor, options: GeluOptions = {}): Tensor {
  const { approximate } = withDefaults('gelu', options, { approximate: 'none' });
  checkChoice<'none' | 'tanh'>('gelu', 'approximate', approximate, ['none', 'tanh']);
  return asOneOperation(() => {
    const half = x.mul(0.5);
    if (approximate === 'none') return half.mul(x.mul(Math.SQRT1_2).erf().add(1));
    const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return half.mul(inner.tanh().add(1));
  });
}

/** x * sigmoid(x). For any shape. PyTorch: `silu`. */
export function silu(x: Tensor): Tensor {
  return asOneOperation(() => x.mul(x.sigmoid()));
}

/** x * tanh(softplus(x)). For any shape. See Misra 2019; PyTorch: `mish`. */
export function mish(x: Tensor): Tensor {
  return asOneOperation(() => x.mul(x.softplus().tanh()));
}

/** x where positive, `negativeSlope` * x elsewhere. For any shape. PyTorch: `leaky_relu`. */
export function leakyRelu(x: Tensor, negativeSlope?: Sole<'negativeSlope', number>): Tensor {
  const slope = soleOption('leakyRelu', 'negativeSlope', negativeSlope, 0.01);
  return asOneOperation(() => where(x.gt(0), x, x.mul(slope)));
}

/**
 * As `leakyRelu`, with a slope `[]`, `[1]` or `[channels]` that is learnt. See He et al. 2015.
 * @throws ShapeError for another number of slopes.
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const count = x.ndim < 2 ? x.numel() : x.shape[1];
  if (weight.numel() !== 1 && weight.numel() !== count) {
    throw new ShapeError(
      'prelu',
      [x.shape, weight.shape],
      `prelu: there are ${weight.numel()} slopes for the ${count} channels, dimension 1, of an input of shape ` +
        `[${x.shape.join(', ')}]. There must be one, or as many.`,
    );
  }
  return asOneOperation(() => {
    const channels = x.shape.map((_, i) => (i === 1 || x.ndim === 1 ? -1 : 1));
    const slope = weight.numel() === 1 ? weight.reshape([]) : weight.reshape(channels);
    return where(x.gt(0), x, x.mul(slope));
  });
}

/** Options of {@link rrelu}. */
export interface RreluOptions {
  /** Default 1/8. */
  lower?: number;
  /** Default 1/3. */
  upper?: number;
  /** Whether slopes are drawn, or the mean is taken. Default false. */
  training?: boolean;
}

/**
 * As `leakyRelu`, with slopes drawn between `lower` and `upper`. For any shape. PyTorch: `rrelu`.
 * @throws OptionError when `lower` is above `upper`.
 */
export function rrelu(x: Tensor, options: RreluOptions = {}): Tensor {
  const { lower, upper, training } = withDefaults('rrelu', options, {
    lower: 1 / 8,
    upper: 1 / 3,
    training: false,
  });
  if (lower > upper) throw new OptionError('rrelu', 'lower', lower, `at most upper = ${upper}`);
  if (!training) return leakyRelu(x, (lower + upper) / 2);
  return asOneOperation(() => {
    // PyTorch draws for elements that aren't positive only, so the values have to be known.
    const values = x.dataSync();
    // Its bounds are float32, its slopes are rounded at the end.
    const [least, most] = [Math.fround(lower), Math.fround(upper)];
    const fill = () =>
      Float32Array.from(values, (value) =>
        value <= 0 ? least + defaultGenerator.randDouble() * (most - least) : 1,
      );
    const slopes = stepRandom({ shape: [...x.shape], dtype: 'float32', fill });
    return x.mul(Tensor.fromTfjs(slopes, 'rrelu'));
  });
}

/** x where positive, alpha * (exp(x) - 1) elsewhere. For any shape. See Clevert et al. 2015. */
export function elu(x: Tensor, alpha?: Sole<'alpha', number>): Tensor {
  const scale = soleOption('elu', 'alpha', alpha, 1);
  return asOneOperation(() => {
    // The way round that PyTorch has it: NaN is no negative number, and passes its gradient on.
    const negative = x.le(0);
    return where(negative, where(negative, x, 0).expm1().mul(scale), x);
  });
}

/** As `elu` of x / alpha, times alpha, which makes it smooth; for any shape. See Barron 2017. */
export function celu(x: Tensor, alpha?: Sole<'alpha', number>): Tensor {
  const scale = soleOption('celu', 'alpha', alpha, 1);
  return asOneOperation(() => elu(x.div(scale)).mul(scale));
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** ELU with the two constants that keep mean and variance, for any shape. See Klambauer et al. 2017. */
export function selu(x: Tensor): Tensor {
  return asOneOperation(() => elu(x, SELU_ALPHA).mul(SELU_SCALE));
}

/** x kept between 0 and 6. For any shape. */
export const relu6 = (x: Tensor): Tensor => hardtanh(x, { minVal: 0, maxVal: 6 });

/** Options of {@link hardtanh}. */
export interface HardtanhOptions {
  /** Default -1. */
  minVal?: number;
  /** Default 1. */
  maxVal?: number;
}

/**
 * x kept between two values; at them the gradient is 0. For any shape. PyTorch: `hardtanh`.
 * @throws OptionError when `minVal` is above `maxVal`.
 */
export function hardtanh(x: Tensor, options: HardtanhOptions = {}): Tensor {
  const { minVal, maxVal } = withDefaults('hardtanh', options, { minVal: -1, maxVal: 1 });
  if (minVal > maxVal) {
    throw new OptionError('hardtanh', 'minVal', minVal, `at most maxVal = ${maxVal}`);
  }
  return asOneOperation(() => {
    const inside = x.gt(minVal).logicalAnd(x.lt(maxVal));
    return where(inside, x, x.detach().clamp(minVal, maxVal));
  });
}

/** A sigmoid of straight lines: x / 6 + 1 / 2, kept between 0 and 1. For any shape. See Howard et al. 2019. */
export function hardsigmoid(x: Tensor): Tensor {
  return asOneOperation(() => hardtanh(x, { minVal: -3, maxVal: 3 }).div(6).add(0.5));
}

/** x * hardsigmoid(x). For any shape. See Howard et al. 2019. */
export function hardswish(x: Tensor): Tensor {
  return asOneOperation(() => x.mul(hardsigmoid(x)));
}

/** x where its size is over `lambd`, 0 elsewhere. For any shape. */
export function hardshrink(x: Tensor, lambd?: Sole<'lambd', number>): Tensor {
  const limit = soleOption('hardshrink', 'lambd', lambd, 0.5);
  return asOneOperation(() => where(x.abs().le(limit), 0, x));
}

/** x brought towards 0 by `lambd`, 0 where its size is less. For any shape. */
export function softshrink(x: Tensor, lambd?: Sole<'lambd', number>): Tensor {
  const limit = soleOption('softshrink', 'lambd', lambd, 0.5);
  return asOneOperation(() =>
    where(x.abs().le(limit), 0, where(x.gt(0), x.sub(limit), x.add(limit))),
  );
}

/** x - tanh(x). For any shape. */
export function tanhshrink(x: Tensor): Tensor {
  return asOneOperation(() => x.sub(x.tanh()));
}

/** x / (1 + |x|). For any shape. */
export function softsign(x: Tensor): Tensor {
  return asOneOperation(() => x.div(x.abs().add(1)));
}

/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** Default 1. */
  beta?: number;
  /** Where beta * x is over it, x itself is taken. Default 20. */
  threshold?: number;
}

/** log(1 + exp(beta x)) / beta. For any shape. PyTorch: `softplus`. */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  const { beta, threshold } = withDefaults('softplus', options, { beta: 1, threshold: 20 });
  return asOneOperation(() => {
    const scaled = x.mul(beta);
    return where(scaled.gt(threshold), x, scaled.softplus().div(beta));
  });
}

/** log(sigmoid(x)), computed so that it doesn't overflow. For any shape. PyTorch: `logsigmoid`. */
export function logsigmoid(x: Tensor): Tensor {
  return asOneOperation(() => x.neg().softplus().neg());
}

/** x where it is over `threshold`, `value` elsewhere. For any shape. */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  return asOneOperation(() => where(x.le(limit), value, x));
}

/**
 * The first half of a dimension times the sigmoid of the second. Its size is halved in the result's shape. See
 * Dauphin et al. 2016.
 * @throws ShapeError when the size is odd.
 */
export function glu(x: Tensor, given?: Sole<'dim', number>): Tensor {
  const dim = soleOption('glu', 'dim', given, -1);
  const size = x.size(dim);
  if (size % 2 !== 0) {
    throw new ShapeError(
      'glu',
      [x.shape],
      `glu: dimension ${dim} of shape [${x.shape.join(', ')}] has ${size} elements; it must be even to be halved.`,
    );
  }
  return asOneOperation(() => {
    const [values, gates] = x.chunk(2, dim);
    return values.mul(gates.sigmoid());
  });
}

/** Options of {@link gumbelSoftmax}. */
export interface GumbelOptions {
  /** How far from a hard choice. Default 1. */
  tau?: number;
  /** Whether the result is a choice (with the soft one's gradient). Default false. */
  hard?: boolean;
  /** Default -1. */
  dim?: number;
}

/** A random choice by logits that has a gradient. For any shape. See Jang et al. 2016; PyTorch: `gumbel_softmax`. */
export function gumbelSoftmax(
  logits: Tensor,
  ...given: Placed<GumbelOptions, ['tau', 'hard']>
): Tensor {
  const options = optionsByPlace<GumbelOptions>('gumbelSoftmax', given, ['tau', 'hard']);
  const { tau, hard, dim } = withDefaults('gumbelSoftmax', options, {
    tau: 1,
    hard: false,
    dim: -1,
  });
  return asOneOperation(() => {
    const fill = () => defaultGenerator.exponentials(logits.numel());
    const drawn = stepRandom({ shape: [...logits.shape], dtype: 'float32', fill });
    const noise = Tensor.fromTfjs(drawn, 'gumbelSoftmax').log().neg();
    const soft = logits.add(noise).div(tau).softmax(dim);
    if (!hard) return soft;
    const choice = noGrad(() => {
      const index = soft.max(dim, { keepdim: true }).indices;
      return zerosLike(soft).scatter(dim, index, ones(index.shape));
    });
    return choice.sub(soft.detach()).add(soft);
  });
}
