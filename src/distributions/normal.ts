/** Normal distributions. PyTorch: `torch.distributions.Normal`. */
import { asOneOperation, randn, type Tensor } from '../tensor/index.js';
import { Distribution, type Parameter, together } from './distribution.js';

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

  /** How likely it is that a number is at most the value. The shape is that of both. */
  cdf(value: Tensor): Tensor {
    return asOneOperation(() =>
      value.sub(this.loc).div(this.scale).div(Math.SQRT2).erf().add(1).mul(0.5),
    );
  }

  entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }

  get mean(): Tensor {
    return this.loc;
  }

  get variance(): Tensor {
    return this.scale.square();
  }
}
