/** Two exponential distributions back to back. PyTorch: `torch.distributions.Laplace`. */
import { asOneOperation, type Tensor, zeros } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** The least number above -1 that is drawn. */
const LEAST = 2 ** -23 - 1;

/** Numbers about a middle that become less likely by the distance, not by its square. Shapes broadcast. */
export class Laplace extends Distribution {
  readonly batchShape: readonly number[];
  /** The middle. */
  readonly loc: Tensor;
  /** The mean distance. */
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter) {
    super();
    [this.loc, this.scale] = together('Laplace', loc, scale);
    this.batchShape = this.loc.shape;
  }

  expand(batchShape: readonly number[]): Laplace {
    return new Laplace(this.loc.expand(batchShape), this.scale.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const share = zeros(this.shapeOf(sampleShape)).uniform_(LEAST, 1);
    return asOneOperation(() =>
      this.loc.sub(this.scale.mul(share.sign()).mul(share.abs().neg().log1p())),
    );
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() =>
      this.scale.mul(2).log().neg().sub(value.sub(this.loc).abs().div(this.scale)),
    );
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() => {
      const apart = value.sub(this.loc);
      const tail = apart.abs().neg().div(this.scale).expm1();
      return apart.sign().mul(tail).mul(-0.5).add(0.5);
    });
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() => {
      const apart = probability.sub(0.5);
      return this.loc.sub(this.scale.mul(apart.sign()).mul(apart.abs().mul(-2).log1p()));
    });
  }

  override entropy(): Tensor {
    return this.scale.mul(2).log().add(1);
  }

  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.scale.square().mul(2);
  }
}
