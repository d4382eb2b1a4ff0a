/** Even distributions between bounds. PyTorch: `torch.distributions.Uniform`. */
import { asOneOperation, rand, type Tensor, where } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** All numbers from `low` up to `high` are equally likely. Shapes broadcast. */
export class Uniform extends Distribution {
  readonly batchShape: readonly number[];
  /** The least numbers. */
  readonly low: Tensor;
  /** Where numbers end, themselves left out. */
  readonly high: Tensor;

  constructor(low: Parameter, high: Parameter) {
    super();
    [this.low, this.high] = together('Uniform', low, high);
    this.batchShape = this.low.shape;
  }

  expand(batchShape: readonly number[]): Uniform {
    return new Uniform(this.low.expand(batchShape), this.high.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const share = rand(this.shapeOf(sampleShape));
    return asOneOperation(() => this.low.add(share.mul(this.high.sub(this.low))));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const isInside = this.low.le(value).logicalAnd(this.high.gt(value));
      const logarithm = this.high.sub(this.low).log().neg();
      return where(isInside, logarithm, -Infinity);
    });
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() =>
      value.sub(this.low).div(this.high.sub(this.low)).clamp({ min: 0, max: 1 }),
    );
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() => probability.mul(this.high.sub(this.low)).add(this.low));
  }

  override entropy(): Tensor {
    return this.high.sub(this.low).log();
  }

  override get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  /** NaN: none is the most likely. */
  override get mode(): Tensor {
    return this.high.mul(NaN);
  }

  override get variance(): Tensor {
    return this.high.sub(this.low).square().div(12);
  }
}
