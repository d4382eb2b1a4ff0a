/** The largest of many numbers. PyTorch: `torch.distributions.Gumbel`. */
import { asOneOperation, fullLike, type Tensor } from '../tensor/index.js';
import { TINY } from './gamma-draws.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { AffineTransform, ExpTransform } from './transforms/index.js';
import { Uniform } from './uniform.js';

/** Euler's constant. */
export const EULER = 0.5772156649015329;

/** What the largest of many numbers is likely to be, about `loc`. Shapes broadcast. */
export class Gumbel extends TransformedDistribution<Uniform> {
  /** The most likely numbers. */
  readonly loc: Tensor;
  /** How wide the numbers are spread. */
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter) {
    const [at, width] = together('Gumbel', loc, scale);
    const log = new ExpTransform().inv;
    super(new Uniform(fullLike(at, TINY), fullLike(at, 1 - 2 ** -23)), [
      log,
      new AffineTransform(0, -1),
      log,
      new AffineTransform(at, width.neg()),
    ]);
    this.loc = at;
    this.scale = width;
  }

  override expand(batchShape: readonly number[]): Gumbel {
    return new Gumbel(this.loc.expand(batchShape), this.scale.expand(batchShape));
  }

  /** By its formula, which is exact where the transforms backwards are not. */
  override logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const y = this.loc.sub(value).div(this.scale);
      return y.sub(y.exp()).sub(this.scale.log());
    });
  }

  override entropy(): Tensor {
    return this.scale.log().add(1 + EULER);
  }

  override get mean(): Tensor {
    return this.loc.add(this.scale.mul(EULER));
  }

  override get mode(): Tensor {
    return this.loc;
  }

  override get variance(): Tensor {
    return this.scale.square().mul(Math.PI ** 2 / 6);
  }
}
