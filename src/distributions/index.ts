/** Distributions, as `new distributions.Normal(0, 1)`. PyTorch: `torch.distributions`. */
import './other-names.js';

export { Bernoulli } from './bernoulli.js';
export { Categorical } from './categorical.js';
export type { Chances, GivenChances } from './chances.js';
export { Distribution, type Parameter } from './distribution.js';
export { Exponential } from './exponential.js';
export { Independent } from './independent.js';
export { klDivergence } from './kl-divergence.js';
export { MultivariateNormal, type MultivariateNormalOptions } from './multivariate-normal.js';
export { Normal } from './normal.js';
export { Uniform } from './uniform.js';
