/** Normal distributions. PyTorch: `torch.distributions.Normal`. */
import { asOneOperation, randn, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** Bell curves of a mean and a standard deviation. Shapes broadcast. */
export class Normal extends Distribution {
  readonly batchShape: readonly number[];
  /** The means. */
  readonly loc: Tensor;
  /** The standard deviations. */
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter) {
    super();
    [this.loc, this.scale] = together('Normal', loc, scale);
    this.batchShape = this.loc.shape;
  }

  expand(batchShape: readonly number[]): Normal {
    return new Normal(this.loc.expand(batchShape), this.scale.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const noise = randn(this.shapeOf(sampleShape));
    return asOneOperation(() => this.loc.add(noise.mul(this.scale)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const distance = value.sub(this.loc).square().div(this.scale.square().mul(2));
      return distance
        .add(this.scale.log())
        .add(Math.log(Math.sqrt(2 * Math.PI)))
        .neg();
    });
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() =>
      value.sub(this.loc).div(this.scale).div(Math.SQRT2).erf().add(1).mul(0.5),
    );
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() =>
      this.loc.add(this.scale.mul(probability.mul(2).sub(1).erfinv()).mul(Math.SQRT2)),
    );
  }

  override entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.scale.square();
  }
}
