/** Waiting times for several events. PyTorch: `torch.distributions.Gamma`, `Chi2`. */
import { asOneOperation, special, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { gammaDraws, TINY } from './gamma-draws.js';
import { type Parameter, together } from './parameter.js';

/** Waiting times for `concentration` events that come at `rate`; neither has to be whole. Shapes broadcast. */
export class Gamma extends Distribution {
  readonly batchShape: readonly number[];
  /** How many events are waited for. */
  readonly concentration: Tensor;
  /** How many events come in a unit of time. */
  readonly rate: Tensor;

  constructor(concentration: Parameter, rate: Parameter) {
    super();
    [this.concentration, this.rate] = together('Gamma', concentration, rate);
    this.batchShape = this.rate.shape;
  }

  expand(batchShape: readonly number[]): Gamma {
    return new Gamma(this.concentration.expand(batchShape), this.rate.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return gammaDraws(this.concentration.expand(shape)).div(this.rate).clamp({ min: TINY });
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() =>
      this.concentration
        .xlogy(this.rate)
        .add(this.concentration.sub(1).xlogy(value))
        .sub(this.rate.mul(value))
        .sub(this.concentration.lgamma()),
    );
  }

  /** Without a gradient to the concentration. */
  override cdf(value: Tensor): Tensor {
    return special.gammainc(this.concentration, this.rate.mul(value));
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const bend = this.concentration.neg().add(1).mul(this.concentration.digamma());
      return this.concentration.sub(this.rate.log()).add(this.concentration.lgamma()).add(bend);
    });
  }

  override get mean(): Tensor {
    return this.concentration.div(this.rate);
  }

  override get mode(): Tensor {
    return this.concentration.sub(1).div(this.rate).clamp({ min: 0 });
  }

  override get variance(): Tensor {
    return this.concentration.div(this.rate.square());
  }
}

/** Sums of `df` squares of normal numbers: a {@link Gamma} of df / 2 and 1/2. */
export class Chi2 extends Gamma {
  constructor(df: Parameter) {
    super(half(df), 0.5);
  }

  override expand(batchShape: readonly number[]): Chi2 {
    return new Chi2(this.df.expand(batchShape));
  }

  /** How many numbers are summed, degrees of freedom. */
  get df(): Tensor {
    return this.concentration.mul(2);
  }
}

const half = (df: Parameter): Tensor => together('Chi2', df)[0].mul(0.5);
