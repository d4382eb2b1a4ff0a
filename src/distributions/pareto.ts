/** Few that have much, many that have little. PyTorch: `torch.distributions.Pareto`. */
import { asOneOperation, type Tensor } from '../tensor/index.js';
import { Exponential } from './exponential.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { AffineTransform, ExpTransform } from './transforms/index.js';

/** Numbers of at least `scale`; the smaller alpha, the more of them are large. Shapes broadcast. */
export class Pareto extends TransformedDistribution<Exponential> {
  /** The least numbers, the most likely ones. */
  readonly scale: Tensor;
  /** How fast the density falls. */
  readonly alpha: Tensor;

  constructor(scale: Parameter, alpha: Parameter) {
    const [least, fall] = together('Pareto', scale, alpha);
    super(new Exponential(fall), [new ExpTransform(), new AffineTransform(0, least)]);
    this.scale = least;
    this.alpha = fall;
  }

  override expand(batchShape: readonly number[]): Pareto {
    return new Pareto(this.scale.expand(batchShape), this.alpha.expand(batchShape));
  }

  override entropy(): Tensor {
    return asOneOperation(() =>
      this.scale.div(this.alpha).log().add(this.alpha.reciprocal()).add(1),
    );
  }

  /** Infinite up to an alpha of 1. */
  override get mean(): Tensor {
    const alpha = this.alpha.clamp({ min: 1 });
    return alpha.mul(this.scale).div(alpha.sub(1));
  }

  override get mode(): Tensor {
    return this.scale;
  }

  /** Infinite up to an alpha of 2. */
  override get variance(): Tensor {
    const alpha = this.alpha.clamp({ min: 2 });
    return this.scale
      .square()
      .mul(alpha)
      .div(alpha.sub(1).square().mul(alpha.sub(2)));
  }
}
