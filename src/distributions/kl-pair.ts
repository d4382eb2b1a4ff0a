/** Divergences by the classes of both distributions. */
import { asOneOperation, type Tensor } from '../tensor/index.js';
import type { Distribution } from './distribution.js';

/** A class of distributions. */
export type Kind<D extends Distribution> = abstract new (...given: never[]) => D;

/** The divergence of a pair, or undefined of another pair. */
export type Divergence = (p: Distribution, q: Distribution) => Tensor | undefined;

export const pair =
  <P extends Distribution, Q extends Distribution>(
    kindOfP: Kind<P>,
    kindOfQ: Kind<Q>,
    divergence: (p: P, q: Q) => Tensor,
  ): Divergence =>
  (p, q) =>
    p instanceof kindOfP && q instanceof kindOfQ
      ? asOneOperation(() => divergence(p, q))
      : undefined;

/** Of two of one class. */
export const same = <D extends Distribution>(
  kind: Kind<D>,
  divergence: (p: D, q: D) => Tensor,
): Divergence => pair(kind, kind, divergence);
