/** Numbers between 0 and 1 by formulas without special functions. PyTorch: `torch.distributions.Kumaraswamy`. */
import { asOneOperation, type Tensor, where, zerosLike } from '../tensor/index.js';
import { EULER } from './gumbel.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { AffineTransform, PowerTransform } from './transforms/index.js';
import { Uniform } from './uniform.js';

/** Much like a `Beta`. Shapes broadcast. */
export class Kumaraswamy extends TransformedDistribution<Uniform> {
  /** The weight of large numbers. */
  readonly concentration1: Tensor;
  /** The weight of small numbers. */
  readonly concentration0: Tensor;

  constructor(concentration1: Parameter, concentration0: Parameter) {
    const [one, zero] = together('Kumaraswamy', concentration1, concentration0);
    super(new Uniform(zerosLike(zero), 1), [
      new PowerTransform(zero.reciprocal()),
      new AffineTransform(1, -1),
      new PowerTransform(one.reciprocal()),
    ]);
    this.concentration1 = one;
    this.concentration0 = zero;
  }

  override expand(batchShape: readonly number[]): Kumaraswamy {
    const [one, zero] = [this.concentration1, this.concentration0];
    return new Kumaraswamy(one.expand(batchShape), zero.expand(batchShape));
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const [one, zero] = [this.concentration1, this.concentration0];
      const harmonic = zero.add(1).digamma().add(EULER);
      const bend = one.reciprocal().neg().add(1).mul(harmonic);
      return zero.reciprocal().neg().add(1).add(bend).sub(one.log()).sub(zero.log());
    });
  }

  override get mean(): Tensor {
    return this.#moment(1);
  }

  /** NaN where a concentration is below 1. */
  override get mode(): Tensor {
    const [one, zero] = [this.concentration1, this.concentration0];
    const log = zero.reciprocal().mul(zero.neg().log1p()).sub(zero.mul(one).neg().log1p());
    return where(zero.lt(1).logicalOr(one.lt(1)), NaN, log).exp();
  }

  override get variance(): Tensor {
    return this.#moment(2).sub(this.#moment(1).square());
  }

  #moment(n: number): Tensor {
    const [one, zero] = [this.concentration1, this.concentration0];
    const at = one.reciprocal().mul(n).add(1);
    return zero.mul(at.lgamma().add(zero.lgamma()).sub(at.add(zero).lgamma()).exp());
  }
}
