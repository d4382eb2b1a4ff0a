/** Special functions, as `special.ndtr(x)`. PyTorch: `torch.special`. */
export { i0, i0e, i1, i1e } from './bessel.js';
export { entr, xlog1py } from './entropy.js';
export { gammainc, gammaincc, polygamma, zeta } from './gamma.js';
export {
  digamma,
  erf,
  erfc,
  erfinv,
  exp2,
  expit,
  expm1,
  gammaln,
  log1p,
  logit,
  logSoftmax,
  logsumexp,
  multigammaln,
  psi,
  round,
  sinc,
  softmax,
  xlogy,
} from './methods.js';
export { erfcx, logNdtr, ndtr, ndtri } from './normal.js';
