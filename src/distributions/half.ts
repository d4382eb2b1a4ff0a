/** Distances from 0 of numbers that are spread evenly to both sides of it. */
import { asOneOperation, type Tensor, where, zerosLike } from '../tensor/index.js';
import type { Distribution } from './distribution.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { AbsTransform } from './transforms/index.js';

/** |x| for numbers x of a distribution about 0 with a `scale`. */
export abstract class Half<
  Base extends Distribution & { readonly scale: Tensor },
> extends TransformedDistribution<Base> {
  constructor(base: Base) {
    super(base, new AbsTransform());
  }

  /** That of the numbers. */
  get scale(): Tensor {
    return this.baseDist.scale;
  }

  override logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const ofBoth = this.baseDist.logProb(value).add(Math.LN2);
      return where(value.ge(0), ofBoth, -Infinity);
    });
  }

  override cdf(value: Tensor): Tensor {
    return this.baseDist.cdf(value).mul(2).sub(1);
  }

  override icdf(probability: Tensor): Tensor {
    return this.baseDist.icdf(probability.add(1).div(2));
  }

  override entropy(): Tensor {
    return this.baseDist.entropy().sub(Math.LN2);
  }

  override get mode(): Tensor {
    return zerosLike(this.scale);
  }
}
