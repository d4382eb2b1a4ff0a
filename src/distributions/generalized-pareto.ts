/** What lies beyond a threshold. PyTorch: `torch.distributions.GeneralizedPareto`. */
import { asOneOperation, rand, type Tensor, where } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** A concentration of this size and less is 0, for which there is another formula. */
const NONE = 1e-8;

/**
 * Numbers of at least `loc`; the larger `concentration`, the more of them are large. Below 0 it bounds them above; 0 makes an
 * exponential distribution of them, -1 a uniform one. Shapes broadcast.
 */
export class GeneralizedPareto extends Distribution {
  readonly batchShape: readonly number[];
  /** The least numbers, the most likely ones. */
  readonly loc: Tensor;
  /** How far numbers reach. */
  readonly scale: Tensor;
  /** How heavy the tail is. */
  readonly concentration: Tensor;

  constructor(loc: Parameter, scale: Parameter, concentration: Parameter) {
    super();
    [this.loc, this.scale, this.concentration] = together(
      'GeneralizedPareto',
      loc,
      scale,
      concentration,
    );
    this.batchShape = this.loc.shape;
  }

  expand(batchShape: readonly number[]): GeneralizedPareto {
    return new GeneralizedPareto(
      this.loc.expand(batchShape),
      this.scale.expand(batchShape),
      this.concentration.expand(batchShape),
    );
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.icdf(rand(this.shapeOf(sampleShape)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const z = this.#measured(value);
      const nats = this.#unlessNone(z, (bend) => {
        const factor = bend.reciprocal().add(1);
        return where(factor.eq(0), factor, factor.mul(bend.mul(z).log1p()));
      });
      return nats.add(this.scale.log()).neg();
    });
  }

  /** The logarithm of how likely it is that a number is above the value, `[..., ...batchShape]`. */
  logSurvivalFunction(value: Tensor): Tensor {
    return asOneOperation(() => {
      const z = this.#measured(value);
      return this.#unlessNone(z, (bend) => bend.mul(z).log1p().div(bend)).neg();
    });
  }

  /** The logarithm of `cdf`, `[..., ...batchShape]`. */
  logCdf(value: Tensor): Tensor {
    return asOneOperation(() => this.logSurvivalFunction(value).exp().neg().log1p());
  }

  override cdf(value: Tensor): Tensor {
    return this.logCdf(value).exp();
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() => {
      const nats = probability.neg().log1p().neg();
      const z = this.#unlessNone(nats, (bend) => bend.mul(nats).expm1().div(bend));
      return this.loc.add(this.scale.mul(z));
    });
  }

  override entropy(): Tensor {
    return asOneOperation(() => this.scale.log().add(this.concentration).add(1));
  }

  /** NaN from a concentration of 1 on. */
  override get mean(): Tensor {
    const isKnown = this.concentration.lt(1);
    const bend = where(isKnown, this.concentration, 0.5);
    return where(isKnown, this.loc.add(this.scale.div(bend.neg().add(1))), NaN);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  /** NaN from a concentration of 1/2 on. */
  override get variance(): Tensor {
    const isKnown = this.concentration.lt(0.5);
    const bend = where(isKnown, this.concentration, 0.25);
    const share = bend.neg().add(1).square().mul(bend.mul(-2).add(1));
    return where(isKnown, this.scale.square().div(share), NaN);
  }

  #measured(value: Tensor): Tensor {
    return value.sub(this.loc).div(this.scale);
  }

  /** A formula of the concentration, and what it becomes where that is 0. */
  #unlessNone(none: Tensor, formula: (bend: Tensor) => Tensor): Tensor {
    const isNone = this.concentration.abs().le(NONE);
    return where(isNone, none, formula(where(isNone, 1, this.concentration)));
  }
}
