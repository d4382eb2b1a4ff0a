/** Ratios of two normal numbers. PyTorch: `torch.distributions.Cauchy`. */
import { asOneOperation, fullLike, type Tensor, zeros } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** Bell curves with tails so heavy that there is no mean. Shapes broadcast. */
export class Cauchy extends Distribution {
  readonly batchShape: readonly number[];
  /** The middle. */
  readonly loc: Tensor;
  /** Half the width at half the height. */
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter) {
    super();
    [this.loc, this.scale] = together('Cauchy', loc, scale);
    this.batchShape = this.loc.shape;
  }

  expand(batchShape: readonly number[]): Cauchy {
    return new Cauchy(this.loc.expand(batchShape), this.scale.expand(batchShape));
  }

  override rsample(sampleShape: readonly number[] = []): Tensor {
    const noise = zeros(this.shapeOf(sampleShape)).cauchy_();
    return asOneOperation(() => this.loc.add(noise.mul(this.scale)));
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() =>
      this.scale
        .log()
        .neg()
        .sub(Math.log(Math.PI))
        .sub(value.sub(this.loc).div(this.scale).square().log1p()),
    );
  }

  override cdf(value: Tensor): Tensor {
    return asOneOperation(() => value.sub(this.loc).div(this.scale).atan().div(Math.PI).add(0.5));
  }

  override icdf(probability: Tensor): Tensor {
    return asOneOperation(() =>
      probability.sub(0.5).mul(Math.PI).tan().mul(this.scale).add(this.loc),
    );
  }

  override entropy(): Tensor {
    return this.scale.log().add(Math.log(4 * Math.PI));
  }

  /** NaN: there is none. */
  override get mean(): Tensor {
    return fullLike(this.loc, NaN);
  }

  override get mode(): Tensor {
    return this.loc;
  }

  /** Infinite. */
  override get variance(): Tensor {
    return fullLike(this.loc, Infinity);
  }
}
