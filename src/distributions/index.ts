/** Distributions, as `new distributions.Normal(0, 1)`. PyTorch: `torch.distributions`. */
import './other-names.js';

export { Bernoulli } from './bernoulli.js';
export { Beta } from './beta.js';
export { Binomial } from './binomial.js';
export { Categorical } from './categorical.js';
export { Cauchy } from './cauchy.js';
export type { Chances, GivenChances } from './chances.js';
export { ContinuousBernoulli, type ContinuousBernoulliOptions } from './continuous-bernoulli.js';
export type { Covariance } from './covariance.js';
export { Dirichlet } from './dirichlet.js';
export { Distribution } from './distribution.js';
export { Exponential } from './exponential.js';
export { FisherSnedecor } from './fisher-snedecor.js';
export { Chi2, Gamma } from './gamma.js';
export { GeneralizedPareto } from './generalized-pareto.js';
export { Geometric } from './geometric.js';
export { Gumbel } from './gumbel.js';
export { HalfCauchy } from './half-cauchy.js';
export { HalfNormal } from './half-normal.js';
export { Independent } from './independent.js';
export { InverseGamma } from './inverse-gamma.js';
export { klDivergence, registerKl } from './kl-divergence.js';
export { Kumaraswamy } from './kumaraswamy.js';
export { Laplace } from './laplace.js';
export { LKJCholesky } from './lkj-cholesky.js';
export { LogNormal } from './log-normal.js';
export { LogisticNormal } from './logistic-normal.js';
export { LowRankMultivariateNormal } from './low-rank-multivariate-normal.js';
export { MixtureSameFamily } from './mixture-same-family.js';
export { Multinomial } from './multinomial.js';
export { MultivariateNormal } from './multivariate-normal.js';
export { NegativeBinomial } from './negative-binomial.js';
export { Normal } from './normal.js';
export { OneHotCategorical, OneHotCategoricalStraightThrough } from './one-hot-categorical.js';
export type { Parameter } from './parameter.js';
export { Pareto } from './pareto.js';
export { Poisson } from './poisson.js';
export { RelaxedBernoulli } from './relaxed-bernoulli.js';
export { RelaxedOneHotCategorical } from './relaxed-one-hot-categorical.js';
export { StudentT } from './student-t.js';
export { TransformedDistribution } from './transformed-distribution.js';
export {
  AbsTransform,
  AffineTransform,
  type AffineTransformOptions,
  ComposeTransform,
  CumulativeDistributionTransform,
  ExpTransform,
  IndependentTransform,
  identityTransform,
  LowerCholeskyTransform,
  PositiveDefiniteTransform,
  PowerTransform,
  ReshapeTransform,
  SigmoidTransform,
  SoftmaxTransform,
  SoftplusTransform,
  StickBreakingTransform,
  TanhTransform,
  Transform,
} from './transforms/index.js';
export { Uniform } from './uniform.js';
export { VonMises } from './von-mises.js';
export { Weibull } from './weibull.js';
export { Wishart } from './wishart.js';
