/** Times between events that come by chance. PyTorch: `torch.distributions.Exponential`. */
import { asOneOperation, type Tensor, zeros, zerosLike } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** Waiting times at so many events a unit of time. The shape is that of `rate`. */
export class Exponential extends Distribution {
  readonly batchShape: readonly number[];
  /** How many events come in a unit of time. */
  readonly rate: Tensor;

  constructor(rate: Parameter) {
    super();
    [this.rate] = together('Exponential', rate);
    this.batchShape = this.rate.shape;
  }

  expand(batchShape: readonly number[]): Exponential {
    return new Exponential(this.rate.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const drawn = zeros(this.shapeOf(sampleShape)).exponential_();
    return drawn.div(this.rate);
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => this.rate.log().sub(this.rate.mul(value)));
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() => this.rate.neg().mul(value).exp().neg().add(1));
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() => probability.neg().log1p().neg().div(this.rate));
  }

  override entropy(): Tensor {
    return this.rate.log().neg().add(1);
  }

  override get mean(): Tensor {
    return this.rate.reciprocal();
  }

  override get mode(): Tensor {
    return zerosLike(this.rate);
  }

  override get variance(): Tensor {
    return this.rate.square().reciprocal();
  }
}
