/** Reciprocals of numbers of a gamma distribution. PyTorch: `torch.distributions.InverseGamma`. */
import { asOneOperation, type Tensor, where } from '../tensor/index.js';
import { Gamma } from './gamma.js';
import type { Parameter } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { PowerTransform } from './transforms/index.js';

/** 1 / x for numbers x of a {@link Gamma}. Shapes broadcast. */
export class InverseGamma extends TransformedDistribution<Gamma> {
  constructor(concentration: Parameter, rate: Parameter) {
    super(new Gamma(concentration, rate), new PowerTransform(-1));
  }

  override expand(batchShape: readonly number[]): InverseGamma {
    return new InverseGamma(this.concentration.expand(batchShape), this.rate.expand(batchShape));
  }

  /** That of the gamma distribution. */
  get concentration(): Tensor {
    return this.baseDist.concentration;
  }

  /** That of the gamma distribution: how large numbers are here. */
  get rate(): Tensor {
    return this.baseDist.rate;
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const { concentration, rate } = this;
      const bend = concentration.add(1).mul(concentration.digamma());
      return concentration.add(rate.log()).add(concentration.lgamma()).sub(bend);
    });
  }

  /** Infinite up to a concentration of 1. */
  override get mean(): Tensor {
    const finite = this.rate.div(this.concentration.sub(1));
    return where(this.concentration.gt(1), finite, Infinity);
  }

  override get mode(): Tensor {
    return this.rate.div(this.concentration.add(1));
  }

  /** Infinite up to a concentration of 2. */
  override get variance(): Tensor {
    const under = this.concentration.sub(1).square().mul(this.concentration.sub(2));
    return where(this.concentration.gt(2), this.rate.square().div(under), Infinity);
  }
}
