/** Counts of events. PyTorch: `torch.distributions.Poisson`. */
import { asOneOperation, noGrad, poisson, type Tensor } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** How many events come in a unit of time where `rate` are to be expected. The shape is that of `rate`. */
export class Poisson extends Distribution {
  readonly batchShape: readonly number[];
  /** How many events are to be expected. */
  readonly rate: Tensor;

  constructor(rate: Parameter) {
    super();
    [this.rate] = together('Poisson', rate);
    this.batchShape = this.rate.shape;
  }

  expand(batchShape: readonly number[]): Poisson {
    return new Poisson(this.rate.expand(batchShape));
  }

  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    return noGrad(() => poisson(this.rate.detach().expand(shape)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => value.xlogy(this.rate).sub(this.rate).sub(value.add(1).lgamma()));
  }

  override get mean(): Tensor {
    return this.rate;
  }

  override get mode(): Tensor {
    return this.rate.floor();
  }

  override get variance(): Tensor {
    return this.rate;
  }
}
