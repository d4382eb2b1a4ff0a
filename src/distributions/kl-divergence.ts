/** How far one distribution is from another. PyTorch: `torch.distributions.kl_divergence`. */
import { OptionError, type Tensor } from '../tensor/index.js';
import type { Distribution } from './distribution.js';
import { Independent } from './independent.js';
import { DIFFERENT_KINDS } from './kl-different.js';
import { type Divergence, type Kind, pair } from './kl-pair.js';
import { SAME_KIND } from './kl-same.js';
import { summedLast } from './transforms/index.js';

/** The last one that fits counts. */
const divergences: Divergence[] = [...SAME_KIND, ...DIFFERENT_KINDS];

/**
 * The Kullback-Leibler divergence of p from q, in nats: in the shape of the batch. There is one of most pairs of a kind, of
 * independent ones of these, and of many of different kinds.
 * @throws OptionError for others.
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  if (
    p instanceof Independent &&
    q instanceof Independent &&
    p.reinterpretedBatchNdims === q.reinterpretedBatchNdims
  ) {
    return summedLast(klDivergence(p.baseDist, q.baseDist), p.reinterpretedBatchNdims);
  }
  for (const divergence of divergences.toReversed()) {
    const found = divergence(p, q);
    if (found !== undefined) return found;
  }
  const found = [p, q].map((one) => one?.constructor?.name ?? String(one)).join(' and ');
  const wanted = 'a pair with a formula; registerKl(P, Q, (p, q) => ...) gives it one';
  throw new OptionError('klDivergence', 'the distributions', found, wanted);
}

/** Says how far a p of one class is from a q of another, for {@link klDivergence}. PyTorch: `torch.distributions.register_kl`. */
export function registerKl<P extends Distribution, Q extends Distribution>(
  kindOfP: Kind<P>,
  kindOfQ: Kind<Q>,
  divergence: (p: P, q: Q) => Tensor,
): void {
  divergences.push(pair(kindOfP, kindOfQ, divergence));
}
