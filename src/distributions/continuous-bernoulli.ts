/** Something between no and yes. PyTorch: `torch.distributions.ContinuousBernoulli`. */
import { asOneOperation, rand, type Tensor, where, withDefaults } from '../tensor/index.js';
import { chancesOf, clamped, crossEntropy, expanded, type GivenChances } from './chances.js';
import { OfChances } from './of-chances.js';

/** Options of {@link ContinuousBernoulli}. */
export interface ContinuousBernoulliOptions {
  /** Between these chances, about a half, series take the place of formulas that divide by nearly 0. Default `[0.499, 0.501]`. */
  lims?: readonly [low: number, high: number];
}

/**
 * Numbers from 0 to 1, whose density is in proportion to p^x (1 - p)^(1 - x): `new ContinuousBernoulli(probs)` or
 * `new ContinuousBernoulli({ logits })`, whose shape is that of the batch. `probs` are no means.
 * G. Loaiza-Ganem and J. P. Cunningham, The continuous Bernoulli, 2019.
 * @throws OptionError unless chances are given one way.
 */
export class ContinuousBernoulli extends OfChances {
  readonly #lims: readonly [low: number, high: number];

  constructor(given: GivenChances, options: ContinuousBernoulliOptions = {}) {
    const { lims } = withDefaults('ContinuousBernoulli', options, { lims: [0.499, 0.501] });
    const { kind, values } = chancesOf('ContinuousBernoulli', given);
    super({ kind, values: kind === 'probs' ? clamped(values) : values });
    this.#lims = lims;
  }

  expand(batchShape: readonly number[]): ContinuousBernoulli {
    return new ContinuousBernoulli(expanded(this.given, batchShape), { lims: this.#lims });
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    return this.icdf(rand(this.shapeOf(sampleShape)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => this.logNorm().sub(crossEntropy(this.logits, value)));
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() =>
      this.#unlessHalf(value, (p) => {
        const rest = p.neg().add(1);
        const power = p.pow(value).mul(rest.pow(value.neg().add(1)));
        return power.add(p).sub(1).div(p.mul(2).sub(1));
      }).clamp(0, 1),
    );
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() =>
      this.#unlessHalf(probability, (p) => {
        const no = p.neg().log1p();
        const at = probability.mul(p.mul(2).sub(1)).sub(p).log1p();
        return at.sub(no).div(p.log().sub(no));
      }),
    );
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const probs = clamped(this.probs);
      const no = probs.neg().log1p();
      return this.mean.mul(no.sub(probs.log())).sub(this.logNorm()).sub(no);
    });
  }

  override get mean(): Tensor {
    return asOneOperation(() => {
      const x = this.#fromHalf();
      const series = x
        .square()
        .mul(16 / 45)
        .add(1 / 3)
        .mul(x)
        .add(0.5);
      return this.#unlessHalf(series, (p) => p.div(p.mul(2).sub(1)).add(inverseOdds(p)));
    });
  }

  override get variance(): Tensor {
    return asOneOperation(() => {
      const x = this.#fromHalf().square();
      const series = x
        .mul(128 / 945)
        .sub(1 / 15)
        .mul(x)
        .add(1 / 12);
      return this.#unlessHalf(series, (p) =>
        p.mul(p.sub(1)).div(p.mul(-2).add(1).square()).add(inverseOdds(p).square()),
      );
    });
  }

  /**
   * The logarithm of what makes the density's integral 1.
   * @internal
   */
  logNorm(): Tensor {
    return asOneOperation(() => {
      const x = this.#fromHalf().square();
      const series = x
        .mul(104 / 45)
        .add(4 / 3)
        .mul(x)
        .add(Math.LN2);
      return this.#unlessHalf(series, (p) => {
        const apart = p.neg().log1p().sub(p.log()).abs().log();
        return apart.sub(p.mul(2).sub(1).abs().log());
      });
    });
  }

  #fromHalf(): Tensor {
    return clamped(this.probs).sub(0.5);
  }

  /** A formula of the chances, and what is nearly the same about a half. */
  #unlessHalf(nearHalf: Tensor, formula: (p: Tensor) => Tensor): Tensor {
    const [low, high] = this.#lims;
    const probs = clamped(this.probs);
    const isFar = probs.le(low).logicalOr(probs.gt(high));
    // Where the formula doesn't count its gradient must be finite all the same.
    return where(isFar, formula(where(isFar, probs, low)), nearHalf);
  }
}

/** 1 / (log(1 - p) - log p). */
const inverseOdds = (p: Tensor): Tensor => p.neg().log1p().sub(p.log()).reciprocal();
