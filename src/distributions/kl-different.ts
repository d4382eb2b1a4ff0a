/** Divergences of distributions of two kinds. */
import { fullLike, type Tensor, where } from '../tensor/index.js';
import { Bernoulli } from './bernoulli.js';
import { Beta } from './beta.js';
import { clamped } from './chances.js';
import { ContinuousBernoulli } from './continuous-bernoulli.js';
import type { Distribution } from './distribution.js';
import { Exponential } from './exponential.js';
import { Gamma } from './gamma.js';
import { EULER, Gumbel } from './gumbel.js';
import { type Divergence, type Kind, pair } from './kl-pair.js';
import { Laplace } from './laplace.js';
import { Normal } from './normal.js';
import { Pareto } from './pareto.js';
import { Poisson } from './poisson.js';
import { Uniform } from './uniform.js';

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Of whatever has an entropy, a mean and a variance from a normal distribution. */
const fromNormal = (p: Distribution, q: Normal): Tensor => {
  const square = p.variance.add(p.mean.sub(q.loc).square()).div(q.scale.square());
  return square.mul(0.5).add(q.scale.log()).add(HALF_LOG_TWO_PI).sub(p.entropy());
};

/** Of whatever is positive from an exponential distribution. */
const fromExponential = (p: Distribution, q: Exponential): Tensor =>
  q.rate.mul(p.mean).sub(q.rate.log()).sub(p.entropy());

/** Of whatever is positive, by the mean of its logarithm. */
const fromGamma = (p: Distribution, meanLog: Tensor, q: Gamma): Tensor =>
  q.concentration
    .lgamma()
    .sub(q.concentration.mul(q.rate.log()))
    .sub(q.concentration.sub(1).mul(meanLog))
    .add(q.rate.mul(p.mean))
    .sub(p.entropy());

/** Of whatever has a mean, by that of e^(-x / scale), from a Gumbel distribution. */
const fromGumbel = (p: Distribution, meanExp: Tensor, q: Gumbel): Tensor => {
  const apart = p.mean.sub(q.loc).div(q.scale);
  return apart
    .add(meanExp.mul(q.loc.div(q.scale).exp()))
    .add(q.scale.log())
    .sub(p.entropy());
};

/** Of whatever is from 0 to 1, from a continuous Bernoulli distribution. */
const fromContinuousBernoulli = (p: Distribution, q: ContinuousBernoulli): Tensor =>
  p.mean.mul(q.logits).add(clamped(q.probs).neg().log1p()).add(q.logNorm()).add(p.entropy()).neg();

const normalFromLaplace = (p: Normal, q: Laplace): Tensor => {
  const apart = p.loc.sub(q.loc);
  const ratio = apart.div(p.scale);
  const near = p.scale.mul(Math.sqrt(2 / Math.PI)).mul(ratio.square().mul(-0.5).exp());
  const distance = near.add(apart.mul(ratio.mul(Math.SQRT1_2).erf()));
  return distance.div(q.scale).add(q.scale.mul(2).log()).sub(p.entropy());
};

/** The mean of log x for x evenly between the bounds. */
const meanLogOf = ({ low, high }: Uniform): Tensor =>
  high.xlogy(high).sub(low.xlogy(low)).div(high.sub(low)).sub(1);

/** Infinite where p has numbers below the least of q. */
const unlessBelow = (isBelow: Tensor, nats: Tensor): Tensor => where(isBelow, Infinity, nats);

const uniformFromBeta = (p: Uniform, q: Beta): Tensor => {
  const [one, zero] = [q.concentration1, q.concentration0];
  const mirrored = new Uniform(p.high.neg().add(1), p.low.neg().add(1));
  const norm = one.lgamma().add(zero.lgamma()).sub(one.add(zero).lgamma());
  const nats = norm
    .sub(one.sub(1).mul(meanLogOf(p)))
    .sub(zero.sub(1).mul(meanLogOf(mirrored)))
    .sub(p.entropy());
  return where(p.high.gt(1).logicalOr(p.low.lt(0)), Infinity, nats);
};

const meanLogOfPareto = (p: Pareto): Tensor => p.scale.log().add(p.alpha.reciprocal());

/** Of pairs of which q can't draw all that p can. */
const infinite = (
  kindOfP: Kind<Distribution>,
  ...kindsOfQ: readonly Kind<Distribution>[]
): Divergence[] =>
  kindsOfQ.map((kindOfQ) =>
    pair(kindOfP, kindOfQ, (p, q) => fullLike(p.mean.add(q.mean), Infinity)),
  );

export const DIFFERENT_KINDS: readonly Divergence[] = [
  ...infinite(Beta, Pareto),
  ...infinite(ContinuousBernoulli, Pareto),
  ...infinite(Exponential, Beta, ContinuousBernoulli, Pareto, Uniform),
  ...infinite(Gamma, Beta, ContinuousBernoulli, Pareto, Uniform),
  ...infinite(Gumbel, Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform),
  ...infinite(Laplace, Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform),
  ...infinite(Normal, Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform),
  ...infinite(Pareto, Beta, ContinuousBernoulli, Uniform),
  ...infinite(Poisson, Bernoulli),
  pair(Bernoulli, Poisson, (p, q) => q.rate.sub(p.probs.mul(q.rate.log())).sub(p.entropy())),
  pair(Beta, ContinuousBernoulli, fromContinuousBernoulli),
  pair(Beta, Exponential, fromExponential),
  pair(Beta, Gamma, (p, q) => {
    const total = p.concentration1.add(p.concentration0);
    return fromGamma(p, p.concentration1.digamma().sub(total.digamma()), q);
  }),
  pair(Beta, Normal, fromNormal),
  pair(Beta, Uniform, (p, q) => {
    const nats = q.high.sub(q.low).log().sub(p.entropy());
    return where(q.low.gt(0).logicalOr(q.high.lt(1)), Infinity, nats);
  }),
  pair(ContinuousBernoulli, Exponential, fromExponential),
  pair(ContinuousBernoulli, Normal, fromNormal),
  // Infinite as PyTorch has it, also where the uniform distribution covers all.
  pair(ContinuousBernoulli, Uniform, (p, q) => {
    const nats = q.high.sub(q.low).log().sub(p.entropy());
    return where(q.low.ge(0).logicalOr(q.high.le(1)), Infinity, nats);
  }),
  pair(Exponential, Gamma, (p, q) => fromGamma(p, p.rate.log().add(EULER).neg(), q)),
  pair(Exponential, Gumbel, (p, q) => {
    const product = p.rate.mul(q.scale);
    return fromGumbel(p, product.div(product.add(1)), q);
  }),
  pair(Exponential, Normal, fromNormal),
  pair(Gamma, Exponential, fromExponential),
  pair(Gamma, Gumbel, (p, q) => {
    const shrunk = p.rate.mul(q.scale).reciprocal().add(1);
    return fromGumbel(p, shrunk.pow(p.concentration.neg()), q);
  }),
  pair(Gamma, Normal, fromNormal),
  pair(Gumbel, Normal, fromNormal),
  pair(Laplace, Normal, fromNormal),
  pair(Normal, Gumbel, (p, q) => {
    const ratio = p.scale.div(q.scale).square();
    return fromGumbel(p, ratio.mul(0.5).sub(p.loc.div(q.scale)).exp(), q);
  }),
  pair(Normal, Laplace, normalFromLaplace),
  pair(Pareto, Exponential, fromExponential),
  pair(Pareto, Gamma, (p, q) => fromGamma(p, meanLogOfPareto(p), q)),
  pair(Pareto, Normal, fromNormal),
  pair(Uniform, Beta, uniformFromBeta),
  pair(Uniform, ContinuousBernoulli, (p, q) => {
    const isBeyond = p.high.ge(1).logicalOr(p.low.le(0));
    return where(isBeyond, Infinity, fromContinuousBernoulli(p, q));
  }),
  pair(Uniform, Exponential, (p, q) => unlessBelow(p.low.lt(0), fromExponential(p, q))),
  pair(Uniform, Gamma, (p, q) => unlessBelow(p.low.lt(0), fromGamma(p, meanLogOf(p), q))),
  pair(Uniform, Gumbel, (p, q) => {
    const tail = (bound: Tensor) => bound.neg().div(q.scale).exp();
    const meanExp = tail(p.low).sub(tail(p.high)).mul(q.scale).div(p.high.sub(p.low));
    return fromGumbel(p, meanExp, q);
  }),
  pair(Uniform, Normal, fromNormal),
  pair(Uniform, Pareto, (p, q) => {
    const log = meanLogOf(p).mul(q.alpha.add(1));
    const norm = q.alpha.log().add(q.alpha.mul(q.scale.log()));
    return unlessBelow(p.low.lt(q.scale), log.sub(norm).sub(p.entropy()));
  }),
];
