/** Filling parameters before training. PyTorch: `torch.nn.init`. */

import type { RandomOptions } from '../tensor/index.js';
import { noGrad, OptionError, type Tensor } from '../tensor/index.js';

/** What follows a layer, which decides how much it amplifies. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

export interface KaimingOptions extends RandomOptions {
  /** The negative slope of the leaky ReLU that follows. Default 0. */
  a?: number;
  /** Keeps the size of what flows forward (default) or back. */
  mode?: 'fanIn' | 'fanOut';
  nonlinearity?: Nonlinearity;
}

export interface XavierOptions extends RandomOptions {
  gain?: number;
}

/** PyTorch: `calculate_gain`. */
export function calculateGain(nonlinearity: Nonlinearity, a = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + a ** 2));
    case 'selu':
      return 3 / 4;
    default:
      return nonlinearity satisfies never;
  }
}

/** The numbers of inputs and outputs of a weight, `[out, in, ...kernel]`. */
export function fans({ shape }: Tensor): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new OptionError(
      'init',
      'tensor',
      `of shape [${shape.join(', ')}]`,
      'of 2 dimensions or more',
    );
  }
  const kernel = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * kernel, fanOut: shape[0] * kernel };
}

export function constant_(tensor: Tensor, value: number): Tensor {
  return noGrad(() => tensor.fill_(value));
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

export function uniform_(tensor: Tensor, from = 0, to = 1, options?: RandomOptions): Tensor {
  return noGrad(() => tensor.uniform_(from, to, options));
}

export function normal_(tensor: Tensor, mean = 0, std = 1, options?: RandomOptions): Tensor {
  return noGrad(() => tensor.normal_(mean, std, options));
}

/** See Glorot & Bengio 2010. */
export function xavierUniform_(
  tensor: Tensor,
  { gain = 1, ...options }: XavierOptions = {},
): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(tensor, -bound, bound, options);
}

export function xavierNormal_(
  tensor: Tensor,
  { gain = 1, ...options }: XavierOptions = {},
): Tensor {
  const { fanIn, fanOut } = fans(tensor);
  return normal_(tensor, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** See He et al. 2015. */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, -bound, bound, options);
}

export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(tensor, 0, kaimingStd(tensor, options), options);
}

function kaimingStd(tensor: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' } = options;
  return calculateGain(nonlinearity, a) / Math.sqrt(fans(tensor)[mode]);
}
