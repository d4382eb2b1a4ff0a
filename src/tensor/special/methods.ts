/** Methods of tensors that PyTorch has in `torch.special` too. For any shape, which stays. */
import { checkTensor } from '../operands.js';
import type { Sole } from '../options.js';
import type { Tensor } from '../tensor.js';

type OfOne = 'digamma' | 'erf' | 'erfc' | 'erfinv' | 'exp2' | 'expm1' | 'lgamma' | 'log1p';

const method =
  (name: OfOne | 'sigmoid' | 'sinc', as: string = name) =>
  (x: Tensor): Tensor => {
    checkTensor(`special.${as}`, x);
    return x[name]();
  };

/** The derivative of `gammaln`. The shape stays. PyTorch: `torch.special.digamma`. */
export const digamma = method('digamma');
/** Another name of `digamma`. The shape stays. PyTorch: `torch.special.psi`. */
export const psi = method('digamma', 'psi');
/** The error function. The shape stays. PyTorch: `torch.special.erf`. */
export const erf = method('erf');
/** 1 - erf(x), exact also where that is small. The shape stays. PyTorch: `torch.special.erfc`. */
export const erfc = method('erfc');
/** The inverse of `erf`, for -1 to 1. The shape stays. PyTorch: `torch.special.erfinv`. */
export const erfinv = method('erfinv');
/** 2 to the power of each element. The shape stays. PyTorch: `torch.special.exp2`. */
export const exp2 = method('exp2');
/** 1 / (1 + exp(-x)). The shape stays. PyTorch: `torch.special.expit`. */
export const expit = method('sigmoid', 'expit');
/** exp(x) - 1, exact also for small x. The shape stays. PyTorch: `torch.special.expm1`. */
export const expm1 = method('expm1');
/** log |gamma(x)|. The shape stays. PyTorch: `torch.special.gammaln`. */
export const gammaln = method('lgamma', 'gammaln');
/** log(1 + x), exact also for small x. The shape stays. PyTorch: `torch.special.log1p`. */
export const log1p = method('log1p');
/** sin(pi x) / (pi x). The shape stays. PyTorch: `torch.special.sinc`. */
export const sinc = method('sinc');

/** To the nearest integer, or to so many decimals; halves to the even one. The shape stays. PyTorch: `torch.special.round`. */
export function round(x: Tensor, decimals?: Sole<'decimals', number>): Tensor {
  checkTensor('special.round', x);
  return x.round(decimals);
}

/** log(x / (1 - x)), of x kept between `eps` and 1 - `eps` where that is given. The shape stays. PyTorch: `torch.special.logit`. */
export function logit(x: Tensor, eps?: number): Tensor {
  checkTensor('special.logit', x);
  return x.logit(eps);
}

/** The logarithms of `softmax`. The shape stays. PyTorch: `torch.special.log_softmax`. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  checkTensor('special.logSoftmax', x);
  return x.logSoftmax(dim);
}

/** log(sum(exp(x))) along dimensions, which go from the shape. PyTorch: `torch.special.logsumexp`. */
export function logsumexp(
  x: Tensor,
  dim: number | readonly number[],
  options: { keepdim?: boolean } = {},
): Tensor {
  checkTensor('special.logsumexp', x);
  return x.logsumexp(dim, options);
}

/**
 * The logarithm of the gamma function of p dimensions. The shape stays. PyTorch: `torch.special.multigammaln`.
 * @throws OptionError unless p is a whole number of 1 or more.
 */
export function multigammaln(x: Tensor, p: number): Tensor {
  checkTensor('special.multigammaln', x);
  return x.mvlgamma(p);
}

/** exp(x) / sum(exp(x)) along a dimension. The shape stays. PyTorch: `torch.special.softmax`. */
export function softmax(x: Tensor, dim: number): Tensor {
  checkTensor('special.softmax', x);
  return x.softmax(dim);
}

/** x log(y), and 0 where x is. Shapes broadcast. PyTorch: `torch.special.xlogy`. */
export function xlogy(x: Tensor, y: Tensor | number): Tensor {
  checkTensor('special.xlogy', x);
  return x.xlogy(y);
}
