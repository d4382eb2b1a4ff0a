/** Even distributions between bounds. PyTorch: `torch.distributions.Uniform`. */
import { asOneOperation, rand, type Tensor, where } from '../tensor/index.js';
import { Distribution, type Parameter, together } from './distribution.js';

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

  entropy(): Tensor {
    return this.high.sub(this.low).log();
  }

  get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  get variance(): Tensor {
    return this.high.sub(this.low).square().div(12);
  }
}
