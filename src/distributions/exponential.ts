/** Times between events that come by chance. PyTorch: `torch.distributions.Exponential`. */
import { asOneOperation, type Tensor, zeros } from '../tensor/index.js';
import { Distribution, type Parameter, together } from './distribution.js';

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

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const drawn = zeros(this.shapeOf(sampleShape)).exponential_();
    return drawn.div(this.rate);
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => this.rate.log().sub(this.rate.mul(value)));
  }

  entropy(): Tensor {
    return this.rate.log().neg().add(1);
  }

  get mean(): Tensor {
    return this.rate.reciprocal();
  }

  get variance(): Tensor {
    return this.rate.square().reciprocal();
  }
}
