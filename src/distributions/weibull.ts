/** Lifetimes. PyTorch: `torch.distributions.Weibull`. */
import { asOneOperation, onesLike, type Tensor } from '../tensor/index.js';
import { Exponential } from './exponential.js';
import { EULER } from './gumbel.js';
import { type Parameter, together } from './parameter.js';
import { TransformedDistribution } from './transformed-distribution.js';
import { AffineTransform, PowerTransform } from './transforms/index.js';

/** How long things last that fail the more often with age, where the concentration is above 1. Shapes broadcast. */
export class Weibull extends TransformedDistribution<Exponential> {
  /** In what time most fail. */
  readonly scale: Tensor;
  /** How the rate of failures grows with age. */
  readonly concentration: Tensor;

  constructor(scale: Parameter, concentration: Parameter) {
    const [time, growth] = together('Weibull', scale, concentration);
    super(new Exponential(onesLike(time)), [
      new PowerTransform(growth.reciprocal()),
      new AffineTransform(0, time),
    ]);
    this.scale = time;
    this.concentration = growth;
  }

  override expand(batchShape: readonly number[]): Weibull {
    return new Weibull(this.scale.expand(batchShape), this.concentration.expand(batchShape));
  }

  override entropy(): Tensor {
    return asOneOperation(() => {
      const reciprocal = this.concentration.reciprocal();
      const bend = reciprocal.neg().add(1).mul(EULER);
      return bend.add(this.scale.mul(reciprocal).log()).add(1);
    });
  }

  override get mean(): Tensor {
    return this.scale.mul(this.#moment(1));
  }

  override get mode(): Tensor {
    const { concentration } = this;
    return this.scale.mul(concentration.sub(1).div(concentration).pow(concentration.reciprocal()));
  }

  override get variance(): Tensor {
    return this.scale.square().mul(this.#moment(2).sub(this.#moment(1).square()));
  }

  #moment(n: number): Tensor {
    return this.concentration.reciprocal().mul(n).add(1).lgamma().exp();
  }
}
