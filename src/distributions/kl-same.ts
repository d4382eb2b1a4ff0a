/** Divergences of two distributions of a kind. */
import { type Tensor, where } from '../tensor/index.js';
import { Bernoulli } from './bernoulli.js';
import { Beta } from './beta.js';
import { Binomial } from './binomial.js';
import { Categorical } from './categorical.js';
import { Cauchy } from './cauchy.js';
import { clamped } from './chances.js';
import { ContinuousBernoulli } from './continuous-bernoulli.js';
import { Dirichlet } from './dirichlet.js';
import { Exponential } from './exponential.js';
import { Gamma } from './gamma.js';
import { Geometric } from './geometric.js';
import { EULER, Gumbel } from './gumbel.js';
import { HalfCauchy } from './half-cauchy.js';
import { HalfNormal } from './half-normal.js';
import { InverseGamma } from './inverse-gamma.js';
import { type Divergence, same } from './kl-pair.js';
import { Laplace } from './laplace.js';
import { LogNormal } from './log-normal.js';
import { LogisticNormal } from './logistic-normal.js';
import { Normal } from './normal.js';
import { divergenceOf, NormalVectors } from './normal-vectors.js';
import { OneHotCategorical } from './one-hot-categorical.js';
import { Pareto } from './pareto.js';
import { Poisson } from './poisson.js';
import { Uniform } from './uniform.js';
import { divergenceOfWisharts, Wishart } from './wishart.js';

/** A mean and a standard deviation. */
interface Bell {
  readonly loc: Tensor;
  readonly scale: Tensor;
}

/** Of normal distributions, by what they are made with. */
const ofNormals = (p: Bell, q: Bell): Tensor => {
  const ratio = p.scale.div(q.scale).square();
  const apart = p.loc.sub(q.loc).div(q.scale).square();
  return ratio.add(apart).sub(1).sub(ratio.log()).mul(0.5);
};

/** What is never drawn from p costs nothing, what is never drawn from q without end. */
const ofCategories = (p: Categorical, q: Categorical): Tensor => {
  const parts = p.probs.mul(p.logits.sub(q.logits));
  return where(p.probs.eq(0), 0, where(q.probs.eq(0), Infinity, parts)).sum(-1);
};

const ofYes = (p: Bernoulli, q: Bernoulli): Tensor => {
  const part = (chance: Tensor, other: Tensor, score: Tensor, otherScore: Tensor) => {
    const nats = chance.mul(otherScore.neg().softplus().sub(score.neg().softplus()));
    return where(chance.eq(0), 0, where(other.eq(0), Infinity, nats));
  };
  const no = (chance: Tensor) => chance.neg().add(1);
  const yes = part(p.probs, q.probs, p.logits, q.logits);
  return yes.add(part(no(p.probs), no(q.probs), p.logits.neg(), q.logits.neg()));
};

const ofBetas = (p: Beta, q: Beta): Tensor => {
  const [a, b, c, d] = [p.concentration1, p.concentration0, q.concentration1, q.concentration0];
  const [ofP, ofQ] = [a.add(b), c.add(d)];
  return c
    .lgamma()
    .add(d.lgamma())
    .add(ofP.lgamma())
    .sub(a.lgamma().add(b.lgamma()).add(ofQ.lgamma()))
    .add(a.sub(c).mul(a.digamma()))
    .add(b.sub(d).mul(b.digamma()))
    .add(ofQ.sub(ofP).mul(ofP.digamma()));
};

/** Infinite where p has more trials. */
const ofBinomials = (p: Binomial, q: Binomial): Tensor => {
  const no = (probs: Tensor) => probs.neg().log1p();
  const ofOne = p.probs.mul(p.logits.sub(q.logits)).add(no(p.probs)).sub(no(q.probs));
  const nats = p.totalCount.mul(ofOne);
  const unknown = where(p.totalCount.lt(q.totalCount), NaN, nats);
  return where(p.totalCount.gt(q.totalCount), Infinity, unknown);
};

const ofCauchys = (p: Cauchy, q: Cauchy): Tensor => {
  const together = p.scale.add(q.scale).square().add(p.loc.sub(q.loc).square()).log();
  return together.sub(p.scale.mul(4).mul(q.scale).log());
};

const ofContinuousBernoullis = (p: ContinuousBernoulli, q: ContinuousBernoulli): Tensor => {
  const norm = (one: ContinuousBernoulli) => one.logNorm().add(clamped(one.probs).neg().log1p());
  return p.mean.mul(p.logits.sub(q.logits)).add(norm(p)).sub(norm(q));
};

const ofDirichlets = (p: Dirichlet, q: Dirichlet): Tensor => {
  const [a, b] = [p.concentration, q.concentration];
  const [ofP, ofQ] = [a.sum(-1), b.sum(-1)];
  const slopes = a.digamma().sub(ofP.digamma().unsqueeze(-1));
  return ofP
    .lgamma()
    .sub(ofQ.lgamma())
    .sub(a.lgamma().sub(b.lgamma()).sum(-1))
    .add(a.sub(b).mul(slopes).sum(-1));
};

const ofExponentials = (p: Exponential, q: Exponential): Tensor => {
  const ratio = q.rate.div(p.rate);
  return ratio.log().neg().add(ratio).sub(1);
};

const ofGammas = (p: Gamma, q: Gamma): Tensor => {
  const [a, b] = [p.concentration, q.concentration];
  return b
    .mul(p.rate.div(q.rate).log())
    .add(b.lgamma().sub(a.lgamma()))
    .add(a.sub(b).mul(a.digamma()))
    .add(q.rate.sub(p.rate).mul(a.div(p.rate)));
};

const ofGeometrics = (p: Geometric, q: Geometric): Tensor =>
  p.entropy().neg().sub(q.probs.neg().log1p().div(p.probs)).sub(q.logits);

const ofGumbels = (p: Gumbel, q: Gumbel): Tensor => {
  const ratio = p.scale.div(q.scale);
  const apart = q.loc.sub(p.loc).div(q.scale);
  const tail = apart.add(ratio.add(1).lgamma()).exp();
  return ratio
    .log()
    .neg()
    .sub(apart)
    .add(ratio.mul(EULER))
    .add(tail)
    .sub(1 + EULER);
};

const ofLaplaces = (p: Laplace, q: Laplace): Tensor => {
  const ratio = p.scale.div(q.scale);
  const apart = p.loc.sub(q.loc).abs();
  const near = ratio.mul(apart.neg().div(p.scale).exp());
  return ratio.log().neg().add(apart.div(q.scale)).add(near).sub(1);
};

/** Infinite where p begins below q. */
const ofParetos = (p: Pareto, q: Pareto): Tensor => {
  const ratio = q.alpha.div(p.alpha);
  const nats = q.alpha.mul(p.scale.div(q.scale).log()).sub(ratio.log()).add(ratio).sub(1);
  return where(p.scale.lt(q.scale), Infinity, nats);
};

const ofPoissons = (p: Poisson, q: Poisson): Tensor =>
  p.rate.mul(p.rate.log().sub(q.rate.log())).sub(p.rate.sub(q.rate));

/** Infinite where p goes beyond q. */
const ofUniforms = (p: Uniform, q: Uniform): Tensor => {
  const isBeyond = q.low.gt(p.low).logicalOr(q.high.lt(p.high));
  return where(isBeyond, Infinity, q.high.sub(q.low).div(p.high.sub(p.low)).log());
};

export const SAME_KIND: readonly Divergence[] = [
  same(Bernoulli, ofYes),
  same(Beta, ofBetas),
  same(Binomial, ofBinomials),
  same(Categorical, ofCategories),
  same(Cauchy, ofCauchys),
  same(ContinuousBernoulli, ofContinuousBernoullis),
  same(Dirichlet, ofDirichlets),
  same(Exponential, ofExponentials),
  same(Gamma, ofGammas),
  same(Geometric, ofGeometrics),
  same(Gumbel, ofGumbels),
  same(HalfCauchy, (p, q) => ofCauchys(p.baseDist, q.baseDist)),
  same(HalfNormal, (p, q) => ofNormals(p.baseDist, q.baseDist)),
  same(InverseGamma, (p, q) => ofGammas(p.baseDist, q.baseDist)),
  same(Laplace, ofLaplaces),
  same(LogisticNormal, (p, q) => ofNormals(p, q).sum(-1)),
  same(LogNormal, (p, q) => ofNormals(p.baseDist, q.baseDist)),
  same(Normal, ofNormals),
  same(NormalVectors, divergenceOf),
  same(OneHotCategorical, (p, q) => ofCategories(p.categorical, q.categorical)),
  same(Pareto, ofParetos),
  same(Poisson, ofPoissons),
  same(Uniform, ofUniforms),
  same(Wishart, divergenceOfWisharts),
];
