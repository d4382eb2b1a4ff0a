/** How far one distribution is from another of its kind. PyTorch: `torch.distributions.kl_divergence`. */
import { asOneOperation, OptionError, type Tensor } from '../tensor/index.js';
import { Bernoulli } from './bernoulli.js';
import { Categorical } from './categorical.js';
import type { Distribution } from './distribution.js';
import { Exponential } from './exponential.js';
import { Independent } from './independent.js';
import { Normal } from './normal.js';

/**
 * The Kullback-Leibler divergence of p from q, in nats: in the shape of the batch. There is one of two normal, categorical,
 * Bernoulli or exponential ones, and of independent ones of these.
 * @throws OptionError for others.
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  if (p instanceof Normal && q instanceof Normal) return ofNormals(p, q);
  if (p instanceof Categorical && q instanceof Categorical) return ofCategories(p, q);
  if (p instanceof Bernoulli && q instanceof Bernoulli) return ofBernoullis(p, q);
  if (p instanceof Exponential && q instanceof Exponential) return ofExponentials(p, q);
  if (
    p instanceof Independent &&
    q instanceof Independent &&
    p.reinterpretedBatchNdims === q.reinterpretedBatchNdims
  ) {
    const dims = Array.from({ length: p.reinterpretedBatchNdims }, (_, i) => -1 - i);
    const parts = klDivergence(p.baseDist, q.baseDist);
    return dims.length === 0 ? parts : parts.sum(dims);
  }
  const found = [p, q].map((one) => one?.constructor?.name ?? String(one)).join(' and ');
  const wanted = 'two Normal, Categorical, Bernoulli or Exponential, or Independent of them';
  throw new OptionError('klDivergence', 'the distributions', found, wanted);
}

const ofNormals = (p: Normal, q: Normal): Tensor =>
  asOneOperation(() => {
    const ratio = p.scale.div(q.scale).square();
    const apart = p.loc.sub(q.loc).div(q.scale).square();
    return ratio.add(apart).sub(1).sub(ratio.log()).mul(0.5);
  });

const ofCategories = (p: Categorical, q: Categorical): Tensor =>
  asOneOperation(() => p.probs.mul(p.logits.sub(q.logits)).sum(-1));

const ofBernoullis = (p: Bernoulli, q: Bernoulli): Tensor =>
  asOneOperation(() => {
    const log = (x: Tensor) => x.neg().exp().log1p().neg();
    const yes = p.probs.mul(log(p.logits).sub(log(q.logits)));
    const no = p.probs
      .neg()
      .add(1)
      .mul(log(p.logits.neg()).sub(log(q.logits.neg())));
    return yes.add(no);
  });

const ofExponentials = (p: Exponential, q: Exponential): Tensor =>
  asOneOperation(() => {
    const ratio = q.rate.div(p.rate);
    return ratio.log().neg().add(ratio).sub(1);
  });
